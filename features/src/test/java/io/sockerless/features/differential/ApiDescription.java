package io.sockerless.features.differential;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Docker's description of its own API (Swagger 2.0): the operations, and what they may answer. */
final class ApiDescription {
    /**
     * One operation.
     *
     * @param responses by status
     */
    record Operation(String id, JsonNode responses) {}

    private record Place(String method, Pattern path, Operation operation) {}

    private final JsonNode definitions;
    private final List<Place> places = new ArrayList<>();

    private ApiDescription(JsonNode document) {
        definitions = document;
        document.path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().forEach(method -> {
                    var id = method.getValue().path("operationId").asText();
                    if (!id.isEmpty()) {
                        places.add(new Place(
                                method.getKey().toUpperCase(java.util.Locale.ROOT),
                                pattern(path.getKey()),
                                new Operation(id, method.getValue().path("responses"))));
                    }
                }));
    }

    static ApiDescription read(Path file) throws IOException {
        return new ApiDescription(new YAMLMapper().readTree(file.toFile()));
    }

    /** Names of images may have slashes. */
    private static Pattern pattern(String path) {
        return Pattern.compile(path.replaceAll("\\{name}", "(?:.+)").replaceAll("\\{[^}]*}", "(?:[^/]+)"));
    }

    /** @param path without version and query */
    Optional<Operation> operation(String method, String path) {
        return places.stream()
                .filter(place -> place.method().equals(method)
                        && place.path().matcher(path).matches())
                // The path with the fewest parameters is the one that is meant.
                .min(java.util.Comparator.comparingInt(
                        place -> place.path().pattern().split("\\(\\?:", -1).length))
                .map(Place::operation);
    }

    /** The schema with references followed and {@code allOf} joined. */
    Schema schema(JsonNode node) {
        var properties = new LinkedHashMap<String, JsonNode>();
        var required = new ArrayList<String>();
        var rest = new LinkedHashMap<String, JsonNode>();
        collect(node, properties, required, rest);
        return new Schema(properties, required, rest);
    }

    private void collect(
            JsonNode node, Map<String, JsonNode> properties, List<String> required, Map<String, JsonNode> rest) {
        if (node.has("$ref")) {
            var target = node.path("$ref").asText().substring(1);
            collect(definitions.at(target), properties, required, rest);
        }
        node.path("allOf").forEach(part -> collect(part, properties, required, rest));
        node.path("properties").properties().forEach(p -> properties.put(p.getKey(), p.getValue()));
        node.path("required").forEach(name -> required.add(name.asText()));
        for (var key : List.of("type", "items", "enum", "additionalProperties", "x-nullable")) {
            if (node.has(key)) {
                rest.put(key, node.get(key));
            }
        }
    }

    /** What a value may be. */
    record Schema(Map<String, JsonNode> properties, List<String> required, Map<String, JsonNode> rest) {
        String type() {
            return rest.containsKey("type") ? rest.get("type").asText() : properties.isEmpty() ? "" : "object";
        }

        boolean nullable() {
            return rest.containsKey("x-nullable") && rest.get("x-nullable").asBoolean();
        }

        Optional<JsonNode> items() {
            return Optional.ofNullable(rest.get("items"));
        }

        /** Of free keys. */
        Optional<JsonNode> additional() {
            return Optional.ofNullable(rest.get("additionalProperties"));
        }

        Optional<JsonNode> values() {
            return Optional.ofNullable(rest.get("enum"));
        }
    }
}
