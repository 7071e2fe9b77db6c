package io.sockerless.simulators.aws.ecs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.frontends.http.Json;
import java.time.Instant;
import java.util.List;

/** A task as its own containers are told of it. */
record TaskMetadata(Task task) {
    ObjectNode json() {
        ObjectNode out = Json.MAPPER
                .createObjectNode()
                .put("Cluster", task.text("clusterArn"))
                .put("TaskARN", task.arn())
                .put("Family", task.definition().path("family").asText())
                .put("Revision", task.definition().path("revision").asText())
                .put("DesiredStatus", task.text("desiredStatus"))
                .put("KnownStatus", task.text("lastStatus"));
        out.putObject("Limits")
                .put("CPU", Integer.parseInt(task.text("cpu")) / 1024.0)
                .put("Memory", Integer.parseInt(task.text("memory")));
        for (String time : List.of("pullStartedAt", "pullStoppedAt")) {
            if (task.document().hasNonNull(time)) {
                String name = Character.toUpperCase(time.charAt(0)) + time.substring(1);
                long millis = Math.round(task.document().path(time).asDouble() * 1000);
                out.put(name, Instant.ofEpochMilli(millis).toString());
            }
        }
        out.put("AvailabilityZone", task.text("availabilityZone")).put("LaunchType", "FARGATE");
        out.putArray("Containers").addAll(containers());
        return out;
    }

    /** In the order of the definition. */
    List<ObjectNode> containers() {
        return ContainerBody.of(task).stream().map(this::container).toList();
    }

    private ObjectNode container(ContainerBody body) {
        JsonNode now = Task.container(task.document(), body.name());
        ObjectNode out = Json.MAPPER
                .createObjectNode()
                .put("DockerId", now.path("runtimeId").asText())
                .put("Name", body.name())
                .put("DockerName", body.runtimeName())
                .put("Image", body.image())
                .put("DesiredStatus", task.text("desiredStatus"))
                .put("KnownStatus", now.path("lastStatus").asText())
                .put("Type", "NORMAL")
                .put("ContainerARN", now.path("containerArn").asText());
        out.putObject("Labels")
                .put("com.amazonaws.ecs.cluster", task.text("clusterArn"))
                .put("com.amazonaws.ecs.container-name", body.name())
                .put("com.amazonaws.ecs.task-arn", task.arn())
                .put(
                        "com.amazonaws.ecs.task-definition-family",
                        task.definition().path("family").asText())
                .put(
                        "com.amazonaws.ecs.task-definition-version",
                        task.definition().path("revision").asText());
        out.putObject("Limits").put("CPU", body.definition().path("cpu").asInt(2));
        String address =
                now.path("networkInterfaces").path(0).path("privateIpv4Address").asText();
        if (!address.isEmpty()) {
            out.putArray("Networks")
                    .addObject()
                    .put("NetworkMode", "awsvpc")
                    .putArray("IPv4Addresses")
                    .add(address);
        }
        return out;
    }
}
