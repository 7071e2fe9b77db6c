package io.sockerless.simulators.aws.ecs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.frontends.http.Json;
import io.sockerless.simulators.aws.wire.Caller;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * A service: so many tasks of a definition, kept running.
 *
 * @param document as it is described, but for the counts, which its tasks tell
 * @param asked what its client asked for, so that asking again is asking once
 * @param steady whether it was said that it has reached a steady state
 */
record EcsService(
        String arn, Caller caller, ObjectNode document, Map<String, String> tags, String asked, boolean steady) {
    static final String ACTIVE = "ACTIVE";
    static final String DRAINING = "DRAINING";
    static final String INACTIVE = "INACTIVE";
    private static final int EVENTS = 100;

    EcsService {
        tags = Map.copyOf(tags);
    }

    String text(String field) {
        return document.path(field).asText();
    }

    String name() {
        return text("serviceName");
    }

    boolean active() {
        return text("status").equals(ACTIVE);
    }

    boolean live() {
        return !text("status").equals(INACTIVE);
    }

    int desired() {
        return document.path("desiredCount").asInt();
    }

    List<JsonNode> deployments() {
        return document.path("deployments").valueStream().toList();
    }

    Optional<JsonNode> primary() {
        return deployments().stream()
                .filter(one -> one.path("status").asText().equals("PRIMARY"))
                .findFirst();
    }

    /** Its tasks, of all deployments. */
    List<Task> tasks(Resources resources) {
        return resources
                .tasks()
                .all(task -> task.text("clusterArn").equals(text("clusterArn"))
                        && task.text("group").equals("service:" + name())
                        && task.text("startedBy").startsWith("ecs-svc/"));
    }

    static List<Task> of(JsonNode deployment, List<Task> tasks) {
        return tasks.stream()
                .filter(task ->
                        task.text("startedBy").equals(deployment.path("id").asText()))
                .toList();
    }

    EcsService tagged(Map<String, String> other) {
        return new EcsService(arn, caller, document, other, asked, steady);
    }

    EcsService with(boolean isSteady, Consumer<ObjectNode> change) {
        ObjectNode changed = document.deepCopy();
        change.accept(changed);
        return new EcsService(arn, caller, changed, tags, asked, isSteady);
    }

    /** The newest event is the first. @param what happened, after the service's name */
    static void event(ObjectNode document, double now, String what) {
        ArrayNode events = (ArrayNode) document.path("events");
        events.insertObject(0)
                .put("id", UUID.randomUUID().toString())
                .put("createdAt", now)
                .put("message", "(service " + document.path("serviceName").asText() + ") " + what);
        while (events.size() > EVENTS) {
            events.remove(EVENTS);
        }
    }

    /** As it is described. */
    ObjectNode shown(Resources resources, boolean tagsToo) {
        ObjectNode shown = document.deepCopy();
        List<Task> tasks = tasks(resources);
        counts(shown, tasks);
        for (JsonNode one : shown.path("deployments")) {
            ObjectNode deployment = (ObjectNode) one;
            List<Task> its = of(deployment, tasks);
            counts(deployment, its);
            boolean primary = deployment.path("status").asText().equals("PRIMARY");
            long wanted = its.stream().filter(Task::wanted).count();
            deployment.put("desiredCount", primary ? desired() : wanted);
        }
        shown.set("tags", tagsToo ? Tags.shown(tags) : Json.MAPPER.createArrayNode());
        return shown;
    }

    private static void counts(ObjectNode shown, List<Task> tasks) {
        // What is being stopped is neither.
        shown.put(
                "runningCount",
                tasks.stream().filter(task -> task.wanted() && task.running()).count());
        shown.put(
                "pendingCount",
                tasks.stream().filter(task -> task.wanted() && !task.running()).count());
    }
}
