package io.sockerless.simulators.aws.ecs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.frontends.http.Json;
import io.sockerless.simulators.aws.ec2.TaskInterfaces;
import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.Caller;
import io.sockerless.simulators.aws.wire.Input;
import io.sockerless.simulators.aws.wire.RoleSessions;
import io.sockerless.simulators.aws.wire.Roles;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What RunTask asks for, as tasks that are still to be run. */
record Launch(
        Resources resources, Roles roles, RoleSessions sessions, TaskInterfaces interfaces, RandomGenerator random) {
    private static final String[] HONOURED = {
        "cluster",
        "taskDefinition",
        "count",
        "launchType",
        "capacityProviderStrategy",
        "networkConfiguration",
        "overrides",
        "startedBy",
        "group",
        "tags",
        "platformVersion",
        "propagateTags",
        "clientToken",
        "enableExecuteCommand",
        "referenceId"
    };

    List<Task> tasks(Caller caller, Input input) {
        Fields.refuseOthers(input, HONOURED);
        Cluster cluster = resources.active(caller, input);
        Definition definition = resources
                .definition(caller, input.required("taskDefinition"))
                .orElseThrow(() -> new AwsException("ClientException", "TaskDefinition not found."));
        if (!definition.status().equals(Definition.ACTIVE)) {
            throw new AwsException("ClientException", "TaskDefinition is inactive");
        }
        Capacity capacity = Capacity.of(input);
        check(caller, input, definition);
        ObjectNode overrides = overrides(input, definition);
        assumable(caller, overrides, definition);
        Map<String, String> tags = new TreeMap<>();
        if (input.text("propagateTags").equals("TASK_DEFINITION")) {
            tags.putAll(definition.tags());
        }
        tags.putAll(Tags.read(input));
        Map<String, Integer> counts = new HashMap<>();
        return Stream.generate(() -> task(caller, input, cluster, definition, overrides, tags, capacity.next(counts)))
                .peek(task -> counts.merge(task.text("capacityProviderName"), 1, Integer::sum))
                .limit(input.number("count", 1, 10, 1))
                .toList();
    }

    /**
     * Tasks of a service, whatever has become of their definition.
     *
     * @param asked as RunTask would be asked
     * @param counts of the tasks that each capacity provider has
     */
    List<Task> forService(
            Caller caller,
            ObjectNode asked,
            Cluster cluster,
            Definition definition,
            Map<String, String> tags,
            int count,
            Map<String, Integer> counts) {
        Input input = Input.of(asked);
        Capacity capacity = Capacity.of(input);
        ObjectNode none = Json.MAPPER.createObjectNode();
        none.putArray("containerOverrides");
        List<Task> tasks = new ArrayList<>();
        while (tasks.size() < count) {
            String provider = capacity.next(counts);
            counts.merge(provider, 1, Integer::sum);
            tasks.add(task(caller, input, cluster, definition, none, tags, provider));
        }
        return tasks;
    }

    private void assumable(Caller caller, JsonNode overrides, Definition definition) {
        for (String which : List.of("executionRoleArn", "taskRoleArn")) {
            String role = overrides
                    .path(which)
                    .asText(definition.document().path(which).asText());
            // Whoever makes no roles may name any, but nobody can have the credentials of one that is not there.
            boolean missing = which.equals("taskRoleArn") && !sessions.known(role);
            if (!role.isEmpty() && (missing || !roles.assumable(caller, role, "ecs-tasks.amazonaws.com"))) {
                throw new AwsException("ClientException", TaskRoles.cannotAssume(role));
            }
        }
    }

    /** Refuses what could not be launched. */
    void check(Caller caller, Input input, Definition definition) {
        Input network = network(input);
        List<String> subnets = network.texts("subnets");
        List<String> groups = network.texts("securityGroups");
        try {
            interfaces.check(caller, subnets, groups);
        } catch (AwsException e) {
            boolean group = e.code().contains("Group");
            throw new AwsException(
                    "InvalidParameterException",
                    "Error retrieving " + (group ? "security group" : "subnet") + " information for "
                            + (group ? groups : subnets) + ": " + e.getMessage() + " (ErrorCode: " + e.code() + ")");
        }
        fargate(definition);
    }

    /** Of a subnet; one that is gone has none any more, and the task will be told so. */
    private String zone(Caller caller, String subnet) {
        try {
            return interfaces.check(caller, List.of(subnet), List.of());
        } catch (AwsException e) {
            return caller.region() + "a";
        }
    }

    private static void fargate(Definition definition) {
        boolean able = definition
                .document()
                .path("compatibilities")
                .valueStream()
                .anyMatch(one -> one.asText().equals("FARGATE"));
        if (!able) {
            throw new AwsException(
                    "InvalidParameterException", "Task definition does not support launch_type FARGATE.");
        }
    }

    private static Input network(Input input) {
        Input configuration = input.object("networkConfiguration").object("awsvpcConfiguration");
        if (configuration.document().isEmpty()) {
            throw new AwsException(
                    "InvalidParameterException",
                    "Network Configuration must be provided when networkMode 'awsvpc' is specified.");
        }
        if (configuration.texts("subnets").isEmpty()) {
            throw new AwsException("InvalidParameterException", "subnets can not be empty.");
        }
        return configuration;
    }

    private static ObjectNode overrides(Input input, Definition definition) {
        Input asked = input.object("overrides");
        Fields.refuseOthers(asked, "containerOverrides", "cpu", "memory", "executionRoleArn", "taskRoleArn");
        ObjectNode overrides = asked.document().deepCopy();
        ArrayNode containers = overrides.putArray("containerOverrides");
        Set<String> names = definition
                .document()
                .path("containerDefinitions")
                .valueStream()
                .map(container -> container.path("name").asText())
                .collect(Collectors.toSet());
        for (Input container : asked.objects("containerOverrides")) {
            Fields.refuseOthers(container, "name", "command", "environment", "cpu", "memory", "memoryReservation");
            if (!names.contains(container.text("name"))) {
                throw new AwsException(
                        "InvalidParameterException",
                        "Override for container named " + container.text("name")
                                + " is not a container in the TaskDefinition.");
            }
            containers.add(container.document());
        }
        FargateSize.parse(size(asked, definition, "cpu"), size(asked, definition, "memory"));
        return overrides;
    }

    private static String size(Input overrides, Definition definition, String field) {
        return overrides.has(field)
                ? overrides.text(field)
                : definition.document().path(field).asText();
    }

    private Task task(
            Caller caller,
            Input input,
            Cluster cluster,
            Definition definition,
            ObjectNode overrides,
            Map<String, String> tags,
            String provider) {
        String id = hex(16);
        String zone = zone(caller, network(input).texts("subnets").getFirst());
        String arn = caller.arn("ecs", "task/" + cluster.name() + "/" + id);
        Input asked = new Input(overrides, input.invalid());
        FargateSize size = FargateSize.parse(size(asked, definition, "cpu"), size(asked, definition, "memory"));
        ObjectNode task = Json.MAPPER
                .createObjectNode()
                .put("taskArn", arn)
                .put("clusterArn", cluster.arn())
                .put("taskDefinitionArn", definition.arn())
                .put("launchType", "FARGATE")
                .put("platformVersion", "1.4.0")
                .put("platformFamily", "Linux")
                .put("availabilityZone", zone)
                .put("group", input.has("group") ? input.text("group") : "family:" + definition.family())
                .put("cpu", Integer.toString(size.cpu()))
                .put("memory", Integer.toString(size.memory()))
                .put("lastStatus", "PROVISIONING")
                .put("desiredStatus", "RUNNING")
                .put("healthStatus", "UNKNOWN")
                .put("enableExecuteCommand", input.flag("enableExecuteCommand"))
                .put("createdAt", resources.now())
                .put("version", 1);
        if (input.has("startedBy")) {
            task.put("startedBy", input.text("startedBy"));
        }
        if (!provider.isEmpty()) {
            task.put("capacityProviderName", provider);
        }
        task.putObject("ephemeralStorage").put("sizeInGiB", 20);
        task.set("overrides", overrides);
        task.putArray("attributes")
                .addObject()
                .put("name", "ecs.cpu-architecture")
                .put("value", System.getProperty("os.arch").equals("aarch64") ? "arm64" : "x86_64");
        ObjectNode attachment = task.putArray("attachments").addObject();
        attachment.put("id", uuid()).put("type", "ElasticNetworkInterface").put("status", "PRECREATED");
        attachment
                .putArray("details")
                .addObject()
                .put("name", "subnetId")
                .put("value", network(input).texts("subnets").getFirst());
        ArrayNode containers = task.putArray("containers");
        for (JsonNode container : definition.document().path("containerDefinitions")) {
            ObjectNode one = container(caller, cluster, arn, container);
            if (input.flag("enableExecuteCommand")) {
                ExecuteCommand.pending(one);
            }
            containers.add(one);
        }
        return new Task(
                arn,
                caller,
                task,
                definition.document(),
                tags,
                input.text("clientToken"),
                input.has("clientToken") ? input.document().toString() : "",
                network(input).texts("securityGroups"));
    }

    private ObjectNode container(Caller caller, Cluster cluster, String task, JsonNode definition) {
        String id = task.substring(task.lastIndexOf('/') + 1);
        ObjectNode container = Json.MAPPER
                .createObjectNode()
                .put("containerArn", caller.arn("ecs", "container/" + cluster.name() + "/" + id + "/" + uuid()))
                .put("taskArn", task)
                .put("name", definition.path("name").asText())
                .put("image", definition.path("image").asText())
                .put("lastStatus", "PENDING")
                .put("healthStatus", "UNKNOWN")
                .put("cpu", definition.path("cpu").asText("0"));
        for (String memory : List.of("memory", "memoryReservation")) {
            if (definition.hasNonNull(memory)) {
                container.put(memory, definition.path(memory).asText());
            }
        }
        container.putArray("networkBindings");
        container.putArray("networkInterfaces");
        return container;
    }

    private String hex(int bytes) {
        byte[] out = new byte[bytes];
        random.nextBytes(out);
        return HexFormat.of().formatHex(out);
    }

    private String uuid() {
        return hex(16).replaceFirst("(.{8})(.{4})(.{4})(.{4})(.{12})", "$1-$2-$3-$4-$5");
    }
}
