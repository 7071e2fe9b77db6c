package io.sockerless.simulators.aws.ecs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.frontends.http.Json;
import io.sockerless.simulators.kernel.State;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * One look at a service, after which it is nearer to what it should be. New tasks and what the service says of them are
 * durable together, so that a successor neither forgets nor doubles any.
 */
record ServicePass(Resources resources, State state, Launch launch, TaskRuns runs) {
    /** After so many ends of all of its tasks it is said that they end. */
    private static final int FEW = 3;

    /** @return when to look again though nothing happens, in seconds since 1970; infinity for never */
    double over(String arn) {
        List<Task> made = new ArrayList<>();
        Rollout rollout;
        double next;
        EcsService service;
        synchronized (resources.services()) {
            service = resources.services().get(arn).orElseThrow();
            List<Task> tasks = service.tasks(resources);
            double now = resources.now();
            Failures failures = failures(service, tasks);
            service = judged(service, failures, now);
            boolean failed = failed(service);
            rollout = Rollout.of(service, tasks, failed);
            double may = failures.next(service.desired(), now);
            boolean early = rollout.starts() > 0 && may > now;
            next = early ? may : Double.POSITIVE_INFINITY;
            if (rollout.starts() > 0 && !early && service.primary().isPresent()) {
                made.addAll(tasks(service, rollout.starts(), tasks));
            }
            EcsService changed = described(service, tasks, rollout, made, failures, failed);
            boolean news = !changed.equals(resources.services().get(arn).orElseThrow());
            if (news || !made.isEmpty()) {
                List<Task> old = resources.over();
                state.write(changes -> {
                    old.forEach(task -> resources.tasks().delete(changes, task.arn()));
                    made.forEach(task -> resources.tasks().put(changes, task));
                    resources.services().put(changes, changed);
                });
            }
            service = changed;
        }
        made.forEach(runs::begin);
        String primary = service.primary().map(one -> one.path("id").asText()).orElse("");
        rollout.unhealthy().forEach(task -> runs.stop(task.arn(), "ServiceSchedulerInitiated", Failures.UNHEALTHY));
        String why = "Scaling activity initiated by (deployment " + primary + ")";
        rollout.surplus().forEach(task -> runs.stop(task.arn(), "ServiceSchedulerInitiated", why));
        return next;
    }

    private static Failures failures(EcsService service, List<Task> tasks) {
        return new Failures(
                service.primary().map(primary -> EcsService.of(primary, tasks)).orElse(List.of()));
    }

    private static boolean failed(EcsService service) {
        return service.primary()
                .filter(one -> one.path("rolloutState").asText().equals("FAILED"))
                .isPresent();
    }

    /** The circuit breaker, when there is one. */
    private static EcsService judged(EcsService service, Failures failures, double now) {
        JsonNode breaker = service.document().path("deploymentConfiguration").path("deploymentCircuitBreaker");
        boolean running = service.primary()
                .filter(one -> one.path("rolloutState").asText().equals("IN_PROGRESS"))
                .isPresent();
        if (!running || !breaker.path("enable").asBoolean() || !failures.tooMany(service.desired())) {
            return service;
        }
        return service.with(false, document -> {
            ArrayNode deployments = (ArrayNode) document.path("deployments");
            ObjectNode broken = (ObjectNode) deployments.path(0);
            broken.put("rolloutState", "FAILED")
                    .put("rolloutStateReason", "ECS deployment circuit breaker: tasks failed to start.")
                    .put("failedTasks", failures.count())
                    .put("updatedAt", now);
            String id = broken.path("id").asText();
            EcsService.event(document, now, "(deployment " + id + ") deployment failed: tasks failed to start.");
            Optional<JsonNode> before = deployments
                    .valueStream()
                    .filter(one -> one.path("rolloutState").asText().equals("COMPLETED"))
                    .findFirst();
            if (breaker.path("rollback").asBoolean() && before.isPresent()) {
                rollBack(document, deployments, (ObjectNode) before.get(), now);
            }
        });
    }

    private static void rollBack(ObjectNode document, ArrayNode deployments, ObjectNode before, double now) {
        String id = before.path("id").asText();
        deployments.forEach(one -> ((ObjectNode) one).put("status", "ACTIVE"));
        List<JsonNode> others =
                deployments.valueStream().filter(one -> one != before).toList();
        before.put("status", "PRIMARY")
                .put("rolloutState", "IN_PROGRESS")
                .put("rolloutStateReason", "ECS deployment circuit breaker: rolling back to deploymentId " + id + ".")
                .put("updatedAt", now);
        deployments.removeAll().add(before).addAll(others);
        for (String field :
                List.of("taskDefinition", "networkConfiguration", "capacityProviderStrategy", "launchType")) {
            document.remove(field);
            if (before.hasNonNull(field)) {
                document.set(field, before.path(field));
            }
        }
        EcsService.event(document, now, "rolling back to (deployment " + id + ").");
    }

    private List<Task> tasks(EcsService service, int count, List<Task> before) {
        JsonNode deployment = service.primary().orElseThrow();
        ObjectNode asked = Json.MAPPER
                .createObjectNode()
                .put("group", "service:" + service.name())
                .put(
                        "enableExecuteCommand",
                        service.document().path("enableExecuteCommand").asBoolean())
                .put("startedBy", deployment.path("id").asText());
        for (String field : List.of("launchType", "capacityProviderStrategy", "networkConfiguration")) {
            if (deployment.hasNonNull(field)) {
                asked.set(field, deployment.path(field));
            }
        }
        Definition definition = resources
                .definitions()
                .get(deployment.path("taskDefinition").asText())
                .orElseThrow();
        Map<String, String> tags = new TreeMap<>(
                switch (service.text("propagateTags")) {
                    case "SERVICE" -> service.tags();
                    case "TASK_DEFINITION" -> definition.tags();
                    case String _ -> Map.of();
                });
        Map<String, Integer> counts = new HashMap<>();
        before.stream()
                .filter(Task::wanted)
                .forEach(task -> counts.merge(task.text("capacityProviderName"), 1, Integer::sum));
        Cluster cluster = resources.clusters().get(service.text("clusterArn")).orElseThrow();
        return launch.forService(service.caller(), asked, cluster, definition, tags, count, counts);
    }

    private EcsService described(
            EcsService service, List<Task> tasks, Rollout rollout, List<Task> made, Failures failures, boolean failed) {
        double now = resources.now();
        boolean complete = !failed && service.active() && Rollout.complete(service, tasks);
        boolean idle = rollout.unhealthy().isEmpty() && rollout.surplus().isEmpty() && made.isEmpty();
        boolean steady = complete || service.steady() && idle;
        return service.with(steady, document -> {
            for (Task task : rollout.unhealthy()) {
                EcsService.event(document, now, "(task " + task.id() + ") failed container health checks.");
            }
            List<Task> running =
                    rollout.surplus().stream().filter(Task::running).toList();
            if (!running.isEmpty()) {
                EcsService.event(document, now, "has stopped " + running.size() + " running tasks: " + names(running));
            }
            if (!made.isEmpty()) {
                EcsService.event(document, now, "has started " + made.size() + " tasks: " + names(made));
            }
            if (!made.isEmpty() && failures.rounds(service.desired(), now) == FEW) {
                EcsService.event(document, now, "is unable to consistently start tasks successfully.");
            }
            if (document.path("deployments").path(0) instanceof ObjectNode primary) {
                primary.put("failedTasks", failures.count());
                if (complete && primary.path("rolloutState").asText().equals("IN_PROGRESS")) {
                    String id = primary.path("id").asText();
                    primary.put("rolloutState", "COMPLETED")
                            .put("rolloutStateReason", "ECS deployment " + id + " completed.")
                            .put("updatedAt", now);
                    EcsService.event(document, now, "(deployment " + id + ") deployment completed.");
                }
            }
            Rollout.forgetOver(document, tasks);
            if (steady && !service.steady()) {
                EcsService.event(document, now, "has reached a steady state.");
            }
            if (service.text("status").equals(EcsService.DRAINING)
                    && tasks.stream().noneMatch(Task::live)) {
                document.put("status", EcsService.INACTIVE).putArray("deployments");
            }
        });
    }

    private static String names(List<Task> tasks) {
        return tasks.stream().map(task -> "(task " + task.id() + ")").collect(Collectors.joining(" ")) + ".";
    }
}
