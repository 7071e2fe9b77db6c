package io.sockerless.simulators.aws.events;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.sockerless.simulators.aws.wire.Caller;
import java.time.Instant;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * What ECS tells of its tasks, on the default bus, in the order in which it is told:
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_task_events.html.
 *
 * <p>It is delivered in a thread of its own: ECS tells it in the middle of what it does, and a target may be ECS itself.
 */
final class TaskEvents {
    private static final System.Logger LOG = System.getLogger(TaskEvents.class.getName());

    private final Registry registry;
    private final Delivery delivery;
    private final BlockingQueue<Told> queue = new LinkedBlockingQueue<>();
    private volatile Thread thread;

    private record Told(Caller caller, ObjectNode event) {}

    TaskEvents(Registry registry, Delivery delivery) {
        this.registry = registry;
        this.delivery = delivery;
    }

    void begin() {
        queue.clear();
        thread = Thread.ofVirtual().name("events-tasks").start(() -> {
            try {
                while (true) {
                    deliver(queue.take());
                }
            } catch (InterruptedException _) {
                // Ended.
            }
        });
    }

    /** What has not been delivered is lost, as with a kill. */
    void end() throws InterruptedException {
        Thread ending = thread;
        thread = null;
        if (ending != null) {
            ending.interrupt();
            ending.join();
        }
    }

    private void deliver(Told told) {
        try {
            delivery.event(told.caller(), Bus.DEFAULT, told.event(), "");
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "an event of a task is not delivered", e);
        }
    }

    /** @param task as it is described */
    void moved(Caller caller, ObjectNode task) {
        if (thread == null) {
            return;
        }
        Instant now = registry.clock().instant();
        ObjectNode event = Entries.event(caller, "ECS Task State Change", "aws.ecs", now);
        event.withArray("resources").add(task.path("taskArn").asText());
        ObjectNode detail = task.deepCopy();
        times(detail);
        // It has another name here than where tasks are described.
        detail.path("attachments").forEach(one -> ((ObjectNode) one).put("type", "eni"));
        event.set("detail", detail.put("updatedAt", now.toString()));
        queue.add(new Told(caller, event));
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
