package io.sockerless.simulators.aws.events;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.sockerless.simulators.aws.wire.Caller;
import java.time.Instant;

/**
 * What ECS tells of its tasks, on the default bus:
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_task_events.html.
 */
record TaskEvents(Registry registry, Delivery delivery) {
    /** @param task as it is described */
    void moved(Caller caller, ObjectNode task) {
        Instant now = registry.clock().instant();
        ObjectNode event = Entries.event(caller, "ECS Task State Change", "aws.ecs", now);
        event.withArray("resources").add(task.path("taskArn").asText());
        ObjectNode detail = task.deepCopy();
        times(detail);
        // It has another name here than where tasks are described.
        detail.path("attachments").forEach(one -> ((ObjectNode) one).put("type", "eni"));
        event.set("detail", detail.put("updatedAt", now.toString()));
        delivery.event(caller, Bus.DEFAULT, event, "");
    }

    /** Times are texts here, and seconds where tasks are described. */
    private static void times(ObjectNode object) {
        object.properties().forEach(field -> {
            JsonNode value = field.getValue();
            if (field.getKey().endsWith("At") && value.isNumber()) {
                Instant time = Instant.ofEpochMilli(Math.round(value.asDouble() * 1000));
                field.setValue(TextNode.valueOf(time.toString()));
            }
        });
    }
}
