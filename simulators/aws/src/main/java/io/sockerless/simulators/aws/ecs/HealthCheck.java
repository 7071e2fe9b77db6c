package io.sockerless.simulators.aws.ecs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.Input;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The {@code healthCheck} of a container's definition, times in seconds, and what came of it. */
final class HealthCheck {
    static final String HEALTHY = "HEALTHY";
    static final String UNHEALTHY = "UNHEALTHY";
    static final String UNKNOWN = "UNKNOWN";
    private static final String NONE = "NONE";
    private static final String FIELD = "healthCheck";

    private HealthCheck() {}

    /** Refuses one that is wrong, and writes down the defaults. */
    static void register(Input container, ObjectNode definition) {
        if (!container.has(FIELD)) {
            definition.remove(FIELD);
            return;
        }
        Input check = container.object(FIELD);
        Fields.refuseOthers(check, "command", "interval", "timeout", "retries", "startPeriod");
        List<String> command = check.texts("command");
        String kind = command.isEmpty() ? "" : command.getFirst();
        if (!kind.equals(NONE)
                && (command.size() < 2 || !List.of("CMD", "CMD-SHELL").contains(kind))) {
            throw new AwsException("ClientException", "Health check command must start with CMD or CMD-SHELL.");
        }
        ObjectNode out = (ObjectNode) definition.path(FIELD);
        out.put("interval", number(container, check, "interval", 5, 300, 30));
        out.put("timeout", number(container, check, "timeout", 2, 60, 5));
        out.put("retries", number(container, check, "retries", 1, 10, 3));
        int period = number(container, check, "startPeriod", 0, 300, 0);
        if (check.has("startPeriod")) {
            out.put("startPeriod", period);
        }
    }

    private static int number(Input container, Input check, String name, int least, int most, int otherwise) {
        long value = check.number(name).orElse((long) otherwise);
        if (value < least || value > most) {
            throw new AwsException(
                    "ClientException",
                    "Health check " + name + " must be "
                            + (value < least
                                    ? "greater than or equal to the minimum allowed value " + least
                                    : "less than or equal to the maximum allowed value " + most)
                            + " for container '" + container.text("name") + "'");
        }
        return (int) value;
    }

    static boolean has(JsonNode definition) {
        JsonNode command = definition.path(FIELD).path("command");
        return !command.isEmpty() && !command.path(0).asText().equals(NONE);
    }

    /** As the Docker API has it. An image's own check is not looked at, as in ECS. */
    static Map<String, Object> body(JsonNode definition) {
        JsonNode check = definition.path(FIELD);
        if (!has(definition)) {
            return Map.of("Test", List.of(NONE));
        }
        return Map.of(
                "Test", check.path("command"),
                "Interval", nanos(check.path("interval")),
                "Timeout", nanos(check.path("timeout")),
                "Retries", check.path("retries"),
                "StartPeriod", nanos(check.path("startPeriod")));
    }

    private static long nanos(JsonNode seconds) {
        return Duration.ofSeconds(seconds.asLong()).toNanos();
    }

    /** What an inspected container's state says. */
    static String status(JsonNode state) {
        return switch (state.path("Health").path("Status").asText()) {
            case "healthy" -> HEALTHY;
            case "unhealthy" -> UNHEALTHY;
            case String _ -> UNKNOWN;
        };
    }

    /** Of a task: only essential containers count, and of them those that are checked. */
    static String of(JsonNode taskDefinition, ObjectNode document) {
        List<String> all = taskDefinition
                .path("containerDefinitions")
                .valueStream()
                .filter(definition -> definition.path("essential").asBoolean() && has(definition))
                .map(definition -> Task.container(
                                document, definition.path("name").asText())
                        .path("healthStatus")
                        .asText())
                .toList();
        if (all.contains(UNHEALTHY)) {
            return UNHEALTHY;
        }
        return all.isEmpty() || all.contains(UNKNOWN) ? UNKNOWN : HEALTHY;
    }
}
