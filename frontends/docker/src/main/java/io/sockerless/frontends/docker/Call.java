package io.sockerless.frontends.docker;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import io.sockerless.engine.model.EngineException;
import io.sockerless.frontends.http.Exchange;
import io.sockerless.frontends.http.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * One request, with what every handler asks of it.
 *
 * @param name the path's parameter, empty when it has none
 */
public record Call(Exchange exchange, ApiVersion version, String name) {
    private static final TypeReference<LinkedHashMap<String, Object>> OBJECT = new TypeReference<>() {};
    /** Far more than the kernel takes as arguments and environment of a program. */
    private static final int LONGEST_BODY = 4 << 20;

    /** What the parser adds for its own users. */
    private static final Pattern SETTING = Pattern.compile(", from `[^`]*`");

    public String query(String key) {
        return exchange.query().get(key);
    }

    /** Docker's booleans: everything but these few words is true. */
    public boolean flag(String key) {
        String value = query(key).toLowerCase(Locale.ROOT).strip();
        return !(value.isEmpty()
                || value.equals("0")
                || value.equals("no")
                || value.equals("false")
                || value.equals("none"));
    }

    public boolean flag(String key, boolean fallback) {
        return exchange.query().has(key) ? flag(key) : fallback;
    }

    /** A boolean where dockerd is strict. @throws EngineException INVALID in its words */
    public boolean strictFlag(String key) {
        String value = query(key);
        return switch (value) {
            case "1", "t", "T", "TRUE", "true", "True" -> true;
            case "", "0", "f", "F", "FALSE", "false", "False" -> false;
            default ->
                throw EngineException.invalid("invalid value for " + key + ": " + value
                        + ": strconv.ParseBool: parsing \"" + value + "\": invalid syntax");
        };
    }

    /** @throws EngineException INVALID in the words of Go's strconv */
    public int integer(String key, int fallback) {
        String value = query(key);
        if (value.isEmpty()) {
            return fallback;
        }
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw EngineException.invalid("strconv.Atoi: parsing \"" + value + "\": invalid syntax");
        }
    }

    /** The filters of a list: {@code {"name":["a"]}} or the older {@code {"name":{"a":true}}}. */
    public Map<String, List<String>> filters() {
        String text = query("filters");
        if (text.isEmpty()) {
            return Map.of();
        }
        try {
            JsonNode tree = Json.MAPPER.readTree(text);
            Map<String, List<String>> filters = new LinkedHashMap<>();
            if (!tree.isObject()) {
                throw EngineException.invalid("invalid filter");
            }
            for (Map.Entry<String, JsonNode> entry : tree.properties()) {
                filters.put(entry.getKey(), values(entry.getValue()));
            }
            return filters;
        } catch (JsonProcessingException e) {
            throw EngineException.invalid("invalid filter");
        }
    }

    private static List<String> values(JsonNode node) {
        List<String> values = new ArrayList<>();
        if (node.isArray()) {
            node.forEach(value -> values.add(value.asText()));
        } else if (node.isObject()) {
            node.properties().forEach(entry -> values.add(entry.getKey()));
        } else {
            throw EngineException.invalid("invalid filter");
        }
        return values;
    }

    /** The body as a JSON object; an absent one is an error. */
    public Map<String, Object> body() throws IOException {
        if (!exchange.hasBody()) {
            throw EngineException.invalid("invalid JSON: got EOF while reading request body");
        }
        return optionalBody();
    }

    /** The body as a JSON object; an absent one is an empty object. */
    public Map<String, Object> optionalBody() throws IOException {
        if (!exchange.hasBody()) {
            return Map.of();
        }
        String type = exchange.requestHeader("Content-Type");
        if (!type.toLowerCase(Locale.ROOT).startsWith("application/json")) {
            throw EngineException.invalid("unsupported Content-Type header (" + type + "): must be 'application/json'");
        }
        byte[] bytes = exchange.document(LONGEST_BODY);
        if (bytes.length == 0) {
            return Map.of();
        }
        try {
            JsonNode tree = Json.MAPPER.readTree(bytes);
            if (tree.isNull() || tree.isMissingNode()) {
                return Map.of();
            }
            if (!tree.isObject()) {
                throw EngineException.invalid("json: cannot unmarshal " + (tree.isArray() ? "array" : "value")
                        + " into Go value of the request's type");
            }
            return Json.MAPPER.convertValue(tree, OBJECT);
        } catch (StreamConstraintsException e) {
            throw EngineException.invalid(
                    "invalid JSON: " + SETTING.matcher(e.getOriginalMessage()).replaceAll(""));
        } catch (JsonProcessingException e) {
            throw EngineException.invalid("invalid JSON: " + JsonComplaint.of(bytes));
        }
    }

    public void json(int status, Object value) throws IOException {
        exchange.json(status, value);
    }

    public void done() throws IOException {
        exchange.send(204);
    }

    /** An answer without a body. */
    public void done(int status) throws IOException {
        exchange.send(status);
    }
}
