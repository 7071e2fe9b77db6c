package io.sockerless.simulators.aws.logs.insights;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.frontends.http.Json;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A record on its way through a query, with what the query has made of it. Fields of messages that are JSON objects are found
 * when they are first asked for: {@code a.b} within objects, {@code a.0} within lists.
 */
final class Row {
    private static final int MOST_FIELDS = 200;

    private final Map<String, Value> made = new LinkedHashMap<>();
    private final Map<String, Value> discovered = new HashMap<>();
    private String undiscovered = "";
    private String log = "";

    Row() {}

    Row(LogRecord record) {
        made.put("@timestamp", new Value.Time(record.timestamp()));
        made.put("@ingestionTime", new Value.Time(record.ingested()));
        made.put("@message", new Value.Text(record.message()));
        made.put("@logStream", new Value.Text(record.stream()));
        made.put("@log", new Value.Text(record.log()));
        made.put("@ptr", new Value.Text(record.pointer()));
        undiscovered = record.message();
        log = record.log();
    }

    Value get(String name) {
        Value value = made.get(name);
        if (value != null) {
            return value;
        }
        if (!undiscovered.isEmpty()) {
            discover(undiscovered);
            undiscovered = "";
        }
        return discovered.getOrDefault(name, Value.NONE);
    }

    boolean made(String name) {
        return made.containsKey(name);
    }

    void put(String name, Value value) {
        made.put(name, value);
    }

    private void discover(String message) {
        LambdaFields.discover(log, message, discovered);
        int brace = message.indexOf('{');
        if (brace < 0 || !message.substring(0, brace).isBlank()) {
            return;
        }
        try {
            if (Json.MAPPER.readTree(message) instanceof ObjectNode object) {
                discover("", object);
            }
        } catch (JacksonException _) {
            // A message like any other, without fields of its own.
        }
    }

    private void discover(String prefix, JsonNode node) {
        if (discovered.size() >= MOST_FIELDS) {
            return;
        }
        if (node.isObject()) {
            node.properties().forEach(entry -> discover(join(prefix, entry.getKey()), entry.getValue()));
        } else if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                discover(join(prefix, Integer.toString(i)), node.get(i));
            }
        } else if (node.isBoolean()) {
            discovered.put(prefix, Value.of(node.asBoolean()));
        } else if (!node.isNull()) {
            discovered.put(prefix, new Value.Text(node.asText()));
        }
    }

    /** What begins with a mark of its own has one more. */
    private static String join(String prefix, String name) {
        String own = prefix.isEmpty() && name.startsWith("@") ? "@" + name : name;
        return prefix.isEmpty() ? own : prefix + "." + own;
    }
}
