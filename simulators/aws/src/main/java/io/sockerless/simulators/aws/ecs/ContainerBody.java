package io.sockerless.simulators.aws.ecs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A container of a task, as the Docker API is asked for it. */
record ContainerBody(Task task, JsonNode definition) {
    private static final int UNITS = 1024;
    private static final long MIB = 1 << 20;

    static List<ContainerBody> of(Task task) {
        return task.definition()
                .path("containerDefinitions")
                .valueStream()
                .map(definition -> new ContainerBody(task, definition))
                .toList();
    }

    /** Of all containers at the engine, that which may have their network last. */
    static List<String> names(Task task) {
        List<String> names = new ArrayList<>(
                of(task).stream().map(ContainerBody::runtimeName).toList());
        names.add(Pause.name(task));
        return names;
    }

    String name() {
        return definition.path("name").asText();
    }

    String image() {
        return definition.path("image").asText();
    }

    boolean essential() {
        return definition.path("essential").asBoolean();
    }

    int stopTimeout() {
        return definition.path("stopTimeout").asInt(30);
    }

    /** How long others wait for what they need of it, from its start; empty for as long as it takes. */
    Optional<Duration> startTimeout() {
        return definition.hasNonNull("startTimeout")
                ? Optional.of(Duration.ofSeconds(definition.path("startTimeout").asLong()))
                : Optional.empty();
    }

    JsonNode logging() {
        return definition.path("logConfiguration").path("options");
    }

    /** The same whenever it is asked for: who makes it again finds it. */
    String runtimeName() {
        return "ecs-" + task.definition().path("family").asText() + "-"
                + task.definition().path("revision").asText() + "-" + name() + "-" + task.id();
    }

    private JsonNode override() {
        for (JsonNode override : task.document().path("overrides").path("containerOverrides")) {
            if (override.path("name").asText().equals(name())) {
                return override;
            }
        }
        return MissingNode.getInstance();
    }

    private JsonNode overridden(String field) {
        return override().hasNonNull(field) ? override().path(field) : definition.path(field);
    }

    /**
     * @param place where its network is
     * @param secrets the values of variables that are secret, and of those that Amazon sets
     */
    Map<String, Object> body(TaskNetwork.Place place, Map<String, String> marks, Map<String, String> secrets) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("Image", image());
        put(body, "Entrypoint", definition.path("entryPoint"));
        put(body, "Cmd", overridden("command"));
        put(body, "WorkingDir", definition.path("workingDirectory"));
        put(body, "User", definition.path("user"));
        body.put("Env", environment(secrets));
        body.put("Healthcheck", HealthCheck.body(definition));
        Map<String, Object> labels = new TreeMap<>();
        definition.path("dockerLabels").properties().forEach(label -> labels.put(label.getKey(), label.getValue()));
        labels.put("com.amazonaws.ecs.cluster", task.text("clusterArn"));
        labels.put("com.amazonaws.ecs.container-name", name());
        labels.put("com.amazonaws.ecs.task-arn", task.arn());
        labels.put(
                "com.amazonaws.ecs.task-definition-family",
                task.definition().path("family").asText());
        labels.put(
                "com.amazonaws.ecs.task-definition-version",
                task.definition().path("revision").asText());
        labels.putAll(marks);
        body.put("Labels", labels);
        body.put("HostConfig", host(place.mode()));
        place.in(body);
        return body;
    }

    private static void put(Map<String, Object> body, String name, JsonNode value) {
        if (!value.isMissingNode() && !value.isNull() && !(value.isArray() && value.isEmpty())) {
            body.put(name, value);
        }
    }

    private List<String> environment(Map<String, String> secrets) {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("AWS_EXECUTION_ENV", "AWS_ECS_FARGATE");
        all.put("AWS_REGION", task.caller().region());
        all.put("AWS_DEFAULT_REGION", task.caller().region());
        for (JsonNode from : List.of(definition.path("environment"), override().path("environment"))) {
            from.forEach(pair ->
                    all.put(pair.path("name").asText(), pair.path("value").asText()));
        }
        all.putAll(secrets);
        List<String> pairs = new ArrayList<>();
        all.forEach((name, value) -> pairs.add(name + "=" + value));
        return pairs;
    }

    /** The task's size is the limit of each container: a limit of all together the Docker API cannot express. */
    private Map<String, Object> host(String network) {
        long memory = Math.min(overridden("memory").asLong(Long.MAX_VALUE), Long.parseLong(task.text("memory")));
        Map<String, Object> host = new LinkedHashMap<>();
        host.put("NetworkMode", network);
        host.put("Memory", memory * MIB);
        host.put("MemorySwap", memory * MIB);
        if (overridden("memoryReservation").isIntegralNumber()) {
            host.put(
                    "MemoryReservation",
                    Math.min(memory, overridden("memoryReservation").asLong()) * MIB);
        }
        long processors = Runtime.getRuntime().availableProcessors() * 1_000_000_000L;
        host.put("NanoCpus", Math.min(processors, Long.parseLong(task.text("cpu")) * 1_000_000_000L / UNITS));
        if (overridden("cpu").asInt() > 1) {
            host.put("CpuShares", overridden("cpu").asInt());
        }
        host.put("ReadonlyRootfs", definition.path("readonlyRootFilesystem").asBoolean());
        host.put(
                "Init",
                definition.path("linuxParameters").path("initProcessEnabled").asBoolean());
        host.put("Tmpfs", TemporaryFiles.in(definition));
        List<Map<String, Object>> limits = new ArrayList<>();
        definition
                .path("ulimits")
                .forEach(limit -> limits.add(Map.of(
                        "Name", limit.path("name").asText(),
                        "Soft", limit.path("softLimit").asLong(),
                        "Hard", limit.path("hardLimit").asLong())));
        host.put("Ulimits", limits);
        return host;
    }
}
