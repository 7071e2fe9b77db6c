package io.sockerless.features.differential;

import com.fasterxml.jackson.databind.JsonNode;
import io.sockerless.features.http.Json;
import java.util.ArrayList;
import java.util.List;

/** Finds where an answer is not what the description of its operation says. */
final class Conformance {
    private final ApiDescription description;
    private final String operation;
    private final List<Difference> found = new ArrayList<>();

    private Conformance(ApiDescription description, String operation) {
        this.description = description;
        this.operation = operation;
    }

    static List<Difference> of(ApiDescription description, ApiDescription.Operation operation, Answer answer) {
        var conformance = new Conformance(description, operation.id());
        conformance.check(operation, answer);
        return conformance.found;
    }

    private void check(ApiDescription.Operation operation, Answer answer) {
        var status = Integer.toString(answer.reply().status());
        if (!operation.responses().has(status)) {
            var listed = new ArrayList<String>();
            operation.responses().fieldNames().forEachRemaining(listed::add);
            differ("status " + status, "answered", "one of " + String.join(", ", listed));
            return;
        }
        var schema = operation.responses().path(status).path("schema");
        boolean json = answer.reply().header("content-type").orElse("").startsWith("application/json");
        if (schema.isMissingNode() || !json || answer.reply().body().length == 0) {
            return;
        }
        boolean many = answer.call().body() instanceof Call.Body.Documents;
        var body = answer.reply().body();
        (many ? Json.parseAll(body) : List.of(Json.parse(body)))
                .forEach(document -> value(status + " ", document, schema));
    }

    private void value(String path, JsonNode value, JsonNode node) {
        var schema = description.schema(node);
        if (value.isNull()) {
            if (!schema.nullable()) {
                differ(path + " null", "null", "not nullable");
            }
            return;
        }
        if (!fits(value, schema.type())) {
            differ(path, value.getNodeType().toString().toLowerCase(java.util.Locale.ROOT), schema.type());
            return;
        }
        schema.values().ifPresent(values -> {
            if (values.valueStream().noneMatch(allowed -> allowed.asText().equals(value.asText()))) {
                differ(path, "\"" + value.asText() + "\"", "one of " + values);
            }
        });
        if (value.isArray()) {
            schema.items().ifPresent(items -> value.forEach(element -> value(path + "[]", element, items)));
        } else if (value.isObject()) {
            object(path, value, schema);
        }
    }

    private void object(String path, JsonNode value, ApiDescription.Schema schema) {
        for (var name : schema.required()) {
            if (!value.has(name)) {
                differ(path + "." + name, "absent", "required");
            }
        }
        value.properties().forEach(field -> {
            var below = path + "." + field.getKey();
            var known = schema.properties().get(field.getKey());
            if (known != null) {
                value(below, field.getValue(), known);
            } else if (schema.additional().isPresent()) {
                var additional = schema.additional().get();
                if (additional.isObject()) {
                    value(path + ".*", field.getValue(), additional);
                }
            } else if (!schema.properties().isEmpty()) {
                differ(below, "present", "unknown");
            }
        });
    }

    private static boolean fits(JsonNode value, String type) {
        return switch (type) {
            case "" -> true;
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            case "string" -> value.isTextual();
            case "boolean" -> value.isBoolean();
            case "integer" -> value.isIntegralNumber();
            case "number" -> value.isNumber();
            default -> throw new IllegalArgumentException("no type of Swagger 2.0: " + type);
        };
    }

    private void differ(String path, String ours, String described) {
        var difference = new Difference(operation, path.replace(" .", " ").strip(), ours, described);
        if (!found.contains(difference)) {
            found.add(difference);
        }
    }
}
