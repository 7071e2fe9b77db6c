package io.sockerless.features.differential;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/**
 * The shape of JSON documents: for every path the types seen there. Elements of an array share the path {@code x[]};
 * a field that only some of the objects at a path have counts as {@code absent} in the others.
 *
 * @param values the scalars at each path in the order met, for those who compare values
 */
record Shape(Map<String, Set<String>> types, Map<String, List<String>> values) {

    /**
     * @param documents taken together as elements of one array
     * @param normal makes names and values comparable (ids, times)
     */
    static Shape of(String root, List<JsonNode> documents, UnaryOperator<String> normal) {
        var reading = new Reading(normal);
        documents.forEach(document -> reading.visit(root, document));
        return reading.shape();
    }

    private static final class Reading {
        private final UnaryOperator<String> normal;
        private final Map<String, Set<String>> types = new TreeMap<>();
        private final Map<String, List<String>> values = new TreeMap<>();
        private final Map<String, Integer> objects = new TreeMap<>();
        private final Map<String, Integer> members = new TreeMap<>();
        private final Map<String, String> parents = new TreeMap<>();

        private Reading(UnaryOperator<String> normal) {
            this.normal = normal;
        }

        private void visit(String path, JsonNode node) {
            types.computeIfAbsent(path, _ -> new TreeSet<>()).add(type(node));
            if (node.isObject()) {
                objects.merge(path, 1, Integer::sum);
                node.properties().forEach(field -> {
                    var below = path + "." + normal.apply(field.getKey());
                    members.merge(below, 1, Integer::sum);
                    parents.put(below, path);
                    visit(below, field.getValue());
                });
            } else if (node.isArray()) {
                node.forEach(element -> visit(path + "[]", element));
            } else {
                values.computeIfAbsent(path, _ -> new ArrayList<>()).add(normal.apply(node.asText()));
            }
        }

        private Shape shape() {
            members.forEach((path, count) -> {
                if (count < objects.get(parents.get(path))) {
                    types.get(path).add("absent");
                }
            });
            return new Shape(types, values);
        }

        private static String type(JsonNode node) {
            return switch (node.getNodeType()) {
                case NULL -> "null";
                case BOOLEAN -> "boolean";
                case NUMBER -> "number";
                case STRING -> "string";
                case ARRAY -> "array";
                case OBJECT, POJO -> "object";
                case BINARY, MISSING -> throw new IllegalArgumentException("not JSON: " + node);
            };
        }
    }
}
