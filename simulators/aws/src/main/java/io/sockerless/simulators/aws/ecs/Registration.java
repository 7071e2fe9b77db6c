package io.sockerless.simulators.aws.ecs;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.frontends.http.Json;
import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.Input;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What a client registers becomes a document with the service's defaults; what could not be run as it says is refused. */
final class Registration {
    private static final String[] TASK = {
        "family",
        "networkMode",
        "containerDefinitions",
        "requiresCompatibilities",
        "cpu",
        "memory",
        "tags",
        "executionRoleArn",
        "taskRoleArn",
        "runtimePlatform",
        "volumes"
    };
    private static final String[] CONTAINER = {
        "name",
        "image",
        "cpu",
        "memory",
        "memoryReservation",
        "essential",
        "entryPoint",
        "command",
        "environment",
        "secrets",
        "workingDirectory",
        "user",
        "portMappings",
        "logConfiguration",
        "stopTimeout",
        "readonlyRootFilesystem",
        "dockerLabels",
        "ulimits",
        "linuxParameters",
        "healthCheck",
        "dependsOn",
        "startTimeout",
        "mountPoints",
        "volumesFrom"
    };

    private Registration() {}

    static ObjectNode document(Input input) {
        Fields.refuseOthers(input, TASK);
        ObjectNode document = input.document().deepCopy();
        document.remove("tags");
        List<String> compatibilities = input.texts("requiresCompatibilities");
        if (compatibilities.contains("FARGATE")) {
            fargate(input, document);
        }
        platform(input.object("runtimePlatform"));
        List<Input> containers = input.objects("containerDefinitions");
        if (containers.isEmpty()) {
            throw new AwsException("ClientException", "Container list cannot be empty.");
        }
        ArrayNode definitions = Json.MAPPER.createArrayNode();
        Set<String> names = new HashSet<>();
        boolean essential = false;
        for (Input container : containers) {
            secrets(container, document);
            ObjectNode definition = container(container, document);
            if (!names.add(definition.path("name").asText())) {
                throw new AwsException("ClientException", "Container.name must be unique within a task definition.");
            }
            essential |= definition.path("essential").asBoolean();
            definitions.add(definition);
        }
        if (!essential) {
            throw new AwsException("ClientException", "At least one container must be essential.");
        }
        Dependency.check(definitions);
        document.set("containerDefinitions", definitions);
        VolumeRules.apply(input, document);
        document.putArray("placementConstraints");
        document.putArray("requiresAttributes");
        ArrayNode compatible = document.putArray("compatibilities").add("EC2");
        if (compatibilities.contains("FARGATE")) {
            compatible.add("FARGATE");
        }
        return document;
    }

    private static void fargate(Input input, ObjectNode document) {
        if (!input.text("networkMode").equals("awsvpc")) {
            throw new AwsException("ClientException", "Fargate requires that 'networkMode' is set to 'awsvpc'.");
        }
        if (!input.has("cpu") || !input.has("memory")) {
            throw new AwsException(
                    "ClientException", "Fargate requires that 'cpu' and 'memory' be defined at the task level.");
        }
        FargateSize size = FargateSize.parse(input.text("cpu"), input.text("memory"));
        document.put("cpu", Integer.toString(size.cpu())).put("memory", Integer.toString(size.memory()));
    }

    private static void platform(Input platform) {
        if (!List.of("", "LINUX").contains(platform.text("operatingSystemFamily"))) {
            throw new AwsException("ClientException", "runtimePlatform: only LINUX is simulated.");
        }
        String own = System.getProperty("os.arch").equals("aarch64") ? "ARM64" : "X86_64";
        if (!List.of("", own).contains(platform.text("cpuArchitecture"))) {
            throw new AwsException(
                    "ClientException", "runtimePlatform: only " + own + ", this machine's own, is simulated.");
        }
    }

    private static ObjectNode container(Input container, ObjectNode task) {
        Fields.refuseOthers(container, CONTAINER);
        ObjectNode definition = container.document().deepCopy();
        if (!container.text("name").matches("[a-zA-Z0-9_-]{1,255}")) {
            throw new AwsException("ClientException", "Container.name should not be null or empty.");
        }
        if (container.text("image").isEmpty()) {
            throw new AwsException("ClientException", "Container.image should not be null or empty.");
        }
        Fields.refuseOthers(container.object("linuxParameters"), "initProcessEnabled", "tmpfs");
        container.object("linuxParameters").objects("tmpfs").forEach(TemporaryFiles::check);
        if (task.path("memory").isMissingNode() && !container.has("memory") && !container.has("memoryReservation")) {
            throw new AwsException(
                    "ClientException",
                    "Invalid setting for container '" + container.text("name")
                            + "'. At least one of 'memory' or 'memoryReservation' must be specified.");
        }
        int most = task.path("memory").asInt(Integer.MAX_VALUE);
        if (container.number("memory", 4, Integer.MAX_VALUE, 4) > most) {
            throw new AwsException(
                    "ClientException",
                    "Invalid setting for container '" + container.text("name")
                            + "'. 'memory' is more than the task's.");
        }
        container.number("stopTimeout", 0, 120, 30);
        container.number("startTimeout", 2, 120, 120);
        container.objects("dependsOn").forEach(one -> Fields.refuseOthers(one, "containerName", "condition"));
        HealthCheck.register(container, definition);
        logging(container);
        definition.put("cpu", container.number("cpu", 0, Integer.MAX_VALUE, 0));
        definition.put("essential", !container.has("essential") || container.flag("essential"));
        for (String list : List.of("environment", "mountPoints", "volumesFrom", "systemControls")) {
            container.items(list);
            if (!definition.hasNonNull(list)) {
                definition.putArray(list);
            }
        }
        ports(container, definition);
        return definition;
    }

    private static void secrets(Input container, ObjectNode task) {
        for (Input secret : container.objects("secrets")) {
            Fields.refuseOthers(secret, "name", "valueFrom");
            if (secret.text("name").isEmpty() || secret.text("valueFrom").isEmpty()) {
                throw new AwsException("ClientException", "The secret name must be unique and not null or empty.");
            }
            if (!task.hasNonNull("executionRoleArn")) {
                throw new AwsException(
                        "ClientException",
                        "When you are specifying container secrets, you must also specify a value for"
                                + " 'executionRoleArn'.");
            }
        }
    }

    private static void ports(Input container, ObjectNode definition) {
        ArrayNode ports = definition.putArray("portMappings");
        for (Input port : container.objects("portMappings")) {
            Fields.refuseOthers(port, "containerPort", "hostPort", "protocol", "name");
            int inside = port.number("containerPort", 1, 65535, 0);
            if (port.number("hostPort", 0, 65535, inside) != inside) {
                throw new AwsException(
                        "ClientException",
                        "When networkMode=awsvpc, the host ports and container ports in port mappings must match.");
            }
            String protocol = port.has("protocol") ? port.text("protocol") : "tcp";
            ports.add(port.document().deepCopy().put("hostPort", inside).put("protocol", protocol));
        }
    }

    private static void logging(Input container) {
        Input logging = container.object("logConfiguration");
        if (logging.document().isEmpty()) {
            return;
        }
        Fields.refuseOthers(logging, "logDriver", "options");
        if (!logging.text("logDriver").equals("awslogs")) {
            throw new AwsException("ClientException", "logConfiguration: only the log driver awslogs is simulated.");
        }
        Input options = logging.object("options");
        Fields.refuseOthers(
                options,
                "awslogs-group",
                "awslogs-region",
                "awslogs-stream-prefix",
                "awslogs-create-group",
                "mode",
                "max-buffer-size");
        for (String needed : List.of("awslogs-group", "awslogs-region", "awslogs-stream-prefix")) {
            if (options.text(needed).isEmpty()) {
                throw new AwsException("ClientException", "Log driver awslogs requires options: " + needed);
            }
        }
    }
}
