package io.sockerless.simulators.aws.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.sockerless.frontends.http.Json;
import io.sockerless.frontends.http.Query;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What must be known of a service that speaks several protocols, so that its operations meet the same trees in all of them: a
 * query's texts become the numbers, flags, times and lists that the other protocols have.
 *
 * @param types of members that are no texts, by a member's name, or by that of the one which it is in, a dot, and its own
 * @param maps the names of those members of answers that are maps
 * @param codes by which queries know errors, by the names of their shapes, where both differ
 * @see <a href="https://smithy.io/2.0/aws/protocols/aws-query-protocol.html">AWS query protocol</a>
 */
public record Shapes(Map<String, Type> types, Set<String> maps, Map<String, String> codes) {
    static final Shapes NONE = new Shapes(Map.of(), Set.of(), Map.of());

    private static final int DEEPEST = 12;
    private static final String NUMBER = "[-+]?(\\d+\\.?\\d*|\\.\\d+)([eE][-+]?\\d{1,4})?|NaN|[-+]?Infinity";

    /** Of a member; times are seconds since 1970. */
    public enum Type {
        WHOLE,
        NUMBER,
        FLAG,
        TIME,
        LIST,
        NUMBERS
    }

    public Shapes {
        types = Map.copyOf(types);
        maps = Set.copyOf(maps);
        codes = Map.copyOf(codes);
    }

    boolean none() {
        return types.isEmpty();
    }

    String code(String shape) {
        return codes.getOrDefault(shape, shape);
    }

    /** A part of a query: a text, or what the names go on with. */
    private static final class Part {
        private final Map<String, Part> parts = new LinkedHashMap<>();
        private String text = "";
    }

    /** @throws AwsException MalformedInput */
    ObjectNode read(Query query) {
        Part root = new Part();
        for (String name : query.names()) {
            if (name.equals("Action") || name.equals("Version")) {
                continue;
            }
            Part part = root;
            String[] path = name.split("\\.", -1);
            if (path.length > DEEPEST) {
                throw malformed(name);
            }
            for (String step : path) {
                part = part.parts.computeIfAbsent(step, _ -> new Part());
            }
            part.text = query.get(name);
        }
        return structure("", root);
    }

    private ObjectNode structure(String name, Part part) {
        ObjectNode out = Json.MAPPER.createObjectNode();
        part.parts.forEach((member, value) -> out.set(member, tree(name, member, value)));
        return out;
    }

    private JsonNode tree(String parent, String name, Part part) {
        if (part.parts.isEmpty()) {
            return leaf(parent, name, part.text, false);
        }
        if (!part.text.isEmpty()) {
            throw malformed(name);
        }
        boolean single = part.parts.size() == 1;
        if (single && part.parts.containsKey("member")) {
            ArrayNode list = Json.MAPPER.createArrayNode();
            items(name, part.parts.get("member"))
                    .values()
                    .forEach(item -> list.add(
                            item.parts.isEmpty() ? leaf(parent, name, item.text, true) : structure(name, item)));
            return list;
        }
        if (single && part.parts.containsKey("entry")) {
            ObjectNode map = Json.MAPPER.createObjectNode();
            items(name, part.parts.get("entry")).values().forEach(entry -> {
                Part key = entry.parts.getOrDefault("key", new Part());
                map.set(key.text, tree(name, "value", entry.parts.getOrDefault("value", new Part())));
            });
            return map;
        }
        return structure(name, part);
    }

    private static Map<Integer, Part> items(String name, Part list) {
        Map<Integer, Part> out = new TreeMap<>();
        list.parts.forEach((number, item) -> {
            if (!number.matches("[1-9]\\d{0,5}")) {
                throw malformed(name);
            }
            out.put(Integer.parseInt(number), item);
        });
        return out;
    }

    /** @param item whether it is one of a list's */
    private JsonNode leaf(String parent, String name, String text, boolean item) {
        Type type = types.getOrDefault(parent + "." + name, types.get(name));
        return switch (type) {
            case null -> TextNode.valueOf(text);
            case WHOLE -> {
                if (!text.matches("-?\\d{1,18}")) {
                    throw malformed(name);
                }
                yield LongNode.valueOf(Long.parseLong(text));
            }
            case NUMBER -> number(name, text);
            case FLAG -> {
                if (!text.equals("true") && !text.equals("false")) {
                    throw malformed(name);
                }
                yield BooleanNode.valueOf(text.equals("true"));
            }
            case TIME -> time(name, text);
            case LIST -> item ? TextNode.valueOf(text) : empty(name, text);
            case NUMBERS -> item ? number(name, text) : empty(name, text);
        };
    }

    private static JsonNode empty(String name, String text) {
        if (!text.isEmpty()) {
            throw malformed(name);
        }
        return Json.MAPPER.createArrayNode();
    }

    private static JsonNode number(String name, String text) {
        if (!text.matches(NUMBER)) {
            throw malformed(name);
        }
        return DoubleNode.valueOf(Double.parseDouble(text));
    }

    private static JsonNode time(String name, String text) {
        try {
            Instant time = OffsetDateTime.parse(text).toInstant();
            return DoubleNode.valueOf(time.toEpochMilli() / 1000.0);
        } catch (DateTimeException | ArithmeticException _) {
            throw malformed(name);
        }
    }

    private static AwsException malformed(String name) {
        return new AwsException("MalformedInput", "The value of '" + name + "' is malformed");
    }
}
