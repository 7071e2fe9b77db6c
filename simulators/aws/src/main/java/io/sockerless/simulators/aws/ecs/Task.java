package io.sockerless.simulators.aws.ecs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.simulators.aws.wire.Caller;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A task, and what it is made of, so that it can be gone on with whatever becomes of its definition.
 *
 * @param document as it is described
 * @param token by which its client asked, so that asking again is asking once; empty for none
 * @param asked what came with the token
 * @param groups ids of its security groups; without any its VPC's own one
 */
record Task(
        String arn,
        Caller caller,
        ObjectNode document,
        ObjectNode definition,
        Map<String, String> tags,
        String token,
        String asked,
        List<String> groups) {
    Task {
        tags = Map.copyOf(tags);
        // Tasks of earlier versions have none.
        groups = Optional.ofNullable(groups).map(List::copyOf).orElse(List.of());
    }

    String id() {
        return arn.substring(arn.lastIndexOf('/') + 1);
    }

    /** The ARN of the role that its containers have; empty for none. */
    String role() {
        return document.path("overrides")
                .path("taskRoleArn")
                .asText(definition.path("taskRoleArn").asText());
    }

    private JsonNode attachment() {
        return document.path("attachments").path(0);
    }

    /** The id of its network interface. */
    String interfaceId() {
        return "eni-" + attachment().path("id").asText().replace("-", "").substring(0, 17);
    }

    String subnet() {
        return attachment().path("details").path(0).path("value").asText();
    }

    String text(String field) {
        return document.path(field).asText();
    }

    boolean running() {
        return text("lastStatus").equals("RUNNING");
    }

    boolean live() {
        return !text("lastStatus").equals("STOPPED");
    }

    boolean wanted() {
        return text("desiredStatus").equals("RUNNING");
    }

    /** Where it is and where it shall be, and where its containers are: the same as long as it has not moved. */
    String statuses() {
        return text("desiredStatus")
                + text("lastStatus")
                + containers().stream()
                        .map(one -> one.path("lastStatus").asText())
                        .toList();
    }

    List<JsonNode> containers() {
        return document.path("containers").valueStream().toList();
    }

    Task tagged(Map<String, String> other) {
        return new Task(arn, caller, document, definition, other, token, asked, groups);
    }

    /** With a document that has been changed, and a version that says so. */
    Task with(Consumer<ObjectNode> change) {
        ObjectNode changed = document.deepCopy();
        change.accept(changed);
        changed.put("version", document.path("version").asInt() + 1);
        return new Task(arn, caller, changed, definition, tags, token, asked, groups);
    }

    static ObjectNode container(ObjectNode document, String name) {
        for (JsonNode container : document.path("containers")) {
            if (container.path("name").asText().equals(name)) {
                return (ObjectNode) container;
            }
        }
        throw new IllegalStateException("no container " + name);
    }
}
