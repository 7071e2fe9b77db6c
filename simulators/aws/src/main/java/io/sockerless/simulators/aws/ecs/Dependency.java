package io.sockerless.simulators.aws.ecs;

import com.fasterxml.jackson.databind.JsonNode;
import io.sockerless.simulators.aws.wire.AwsException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a container waits for before it is made, one of its {@code dependsOn}. */
record Dependency(String container, Condition condition) {
    /** Of the other container. */
    enum Condition {
        START,
        COMPLETE,
        SUCCESS,
        HEALTHY
    }

    static List<Dependency> of(JsonNode definition) {
        return definition
                .path("dependsOn")
                .valueStream()
                .map(one -> new Dependency(
                        one.path("containerName").asText(),
                        Condition.valueOf(one.path("condition").asText())))
                .toList();
    }

    /**
     * How many others come before each container, one after the other.
     *
     * @param definitions that have been checked
     */
    static Map<String, Integer> depths(Iterable<JsonNode> definitions) {
        Map<String, JsonNode> named = named(definitions);
        Map<String, Integer> depths = new HashMap<>();
        named.keySet().forEach(name -> depth(name, named, depths));
        return depths;
    }

    private static int depth(String name, Map<String, JsonNode> named, Map<String, Integer> depths) {
        Integer known = depths.get(name);
        if (known != null) {
            return known;
        }
        int depth = of(named.get(name)).stream()
                .mapToInt(one -> 1 + depth(one.container(), named, depths))
                .max()
                .orElse(0);
        depths.put(name, depth);
        return depth;
    }

    private static Map<String, JsonNode> named(Iterable<JsonNode> definitions) {
        Map<String, JsonNode> named = new HashMap<>();
        definitions.forEach(one -> named.put(one.path("name").asText(), one));
        return named;
    }

    /** @throws AwsException for a condition that can never come about */
    static void check(Iterable<JsonNode> definitions) {
        Map<String, JsonNode> named = named(definitions);
        for (JsonNode definition : definitions) {
            for (JsonNode one : definition.path("dependsOn")) {
                check(one, named);
            }
        }
        Set<String> done = new HashSet<>();
        named.keySet().forEach(name -> follow(name, named, new HashSet<>(), done));
    }

    private static void check(JsonNode dependency, Map<String, JsonNode> named) {
        String name = dependency.path("containerName").asText();
        JsonNode other = named.get(name);
        if (other == null) {
            throw refused("Cannot depend on container + '" + name + "' because it does not exist");
        }
        switch (dependency.path("condition").asText()) {
            case "START" -> {}
            case "COMPLETE", "SUCCESS" -> {
                if (other.path("essential").asBoolean()) {
                    throw refused("A dependency container with SUCCESS or COMPLETE condition cannot be an essential"
                            + " container");
                }
            }
            case "HEALTHY" -> {
                if (!HealthCheck.has(other)) {
                    throw refused("A dependency container with HEALTHY condition must have health check configured");
                }
            }
            case String condition ->
                throw refused("Invalid container dependency condition '" + condition
                        + "'. Valid values are START, COMPLETE, SUCCESS, HEALTHY.");
        }
    }

    private static void follow(String name, Map<String, JsonNode> named, Set<String> path, Set<String> done) {
        if (!path.add(name)) {
            throw refused("Container dependencies should not have a cycle");
        }
        if (!done.contains(name)) {
            named.get(name)
                    .path("dependsOn")
                    .forEach(one -> follow(one.path("containerName").asText(), named, path, done));
            done.add(name);
        }
        path.remove(name);
    }

    private static AwsException refused(String message) {
        return new AwsException("ClientException", message);
    }
}
