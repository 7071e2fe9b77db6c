package io.sockerless.simulators.aws.ecs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What is to be done for a service, told from its document and its tasks, and nothing else: a successor tells the same.
 *
 * @param unhealthy tasks to stop, that failed their checks
 * @param surplus tasks to stop, that are too many or of an older deployment
 * @param starts how many tasks of the primary deployment to start
 */
record Rollout(List<Task> unhealthy, List<Task> surplus, int starts) {
    private static final int PERCENT = 100;

    static Rollout of(EcsService service, List<Task> tasks, boolean failed) {
        JsonNode configuration = service.document().path("deploymentConfiguration");
        int desired = service.desired();
        int most = desired * configuration.path("maximumPercent").asInt() / PERCENT;
        int least = Math.ceilDiv(
                desired * configuration.path("minimumHealthyPercent").asInt(), PERCENT);
        List<Task> unhealthy = tasks.stream().filter(Rollout::unhealthy).toList();
        List<Task> wanted = new ArrayList<>(tasks.stream()
                .filter(task -> task.wanted() && !unhealthy.contains(task))
                // Those that serve already, and among them the oldest, are kept.
                .sorted(Comparator.comparing((Task task) -> !healthy(task))
                        .thenComparing(task -> task.document().path("createdAt").asDouble()))
                .toList());
        if (failed) {
            return new Rollout(unhealthy, wanted.stream().skip(desired).toList(), 0);
        }
        String primary = service.primary().map(one -> one.path("id").asText()).orElse("");
        List<Task> current = wanted.stream()
                .filter(task -> task.text("startedBy").equals(primary))
                .toList();
        List<Task> older = wanted.stream()
                .filter(task -> !task.text("startedBy").equals(primary))
                .toList();
        List<Task> surplus = new ArrayList<>(current.stream().skip(desired).toList());
        long spare = wanted.stream().filter(Rollout::healthy).count() - least;
        for (Task task : older.reversed()) {
            if (!healthy(task)) {
                surplus.add(task);
            } else if (spare > 0) {
                surplus.add(task);
                spare--;
            }
        }
        int left = wanted.size() - surplus.size();
        int starts = Math.max(0, Math.min(desired - current.size(), most - left));
        return new Rollout(unhealthy, surplus, starts);
    }

    /** Whether it serves: it runs, and its checks, when it has some, say so. */
    static boolean healthy(Task task) {
        return task.wanted()
                && task.running()
                && (!checked(task) || task.text("healthStatus").equals(HealthCheck.HEALTHY));
    }

    private static boolean unhealthy(Task task) {
        return task.wanted() && task.text("healthStatus").equals(HealthCheck.UNHEALTHY);
    }

    static boolean checked(Task task) {
        return task.definition()
                .path("containerDefinitions")
                .valueStream()
                .anyMatch(one -> one.path("essential").asBoolean() && HealthCheck.has(one));
    }

    /** Whether all of them serve that should, and nothing else is left. */
    static boolean complete(EcsService service, List<Task> tasks) {
        String primary = service.primary().map(one -> one.path("id").asText()).orElse("");
        List<Task> wanted = tasks.stream().filter(Task::wanted).toList();
        return wanted.size() == service.desired()
                && wanted.stream()
                        .allMatch(
                                task -> healthy(task) && task.text("startedBy").equals(primary))
                && tasks.stream()
                        .noneMatch(
                                task -> task.live() && !task.text("startedBy").equals(primary));
    }

    /** Forgets deployments beside the primary one of which nothing runs; failed ones, when it is completed. */
    static void forgetOver(ObjectNode document, List<Task> tasks) {
        ArrayNode deployments = (ArrayNode) document.path("deployments");
        boolean going = state(deployments.path(0)).equals("IN_PROGRESS");
        deployments.removeIf(one -> !one.path("status").asText().equals("PRIMARY")
                && !(going && state(one).equals("FAILED"))
                && EcsService.of(one, tasks).stream().noneMatch(Task::live));
    }

    private static String state(JsonNode deployment) {
        return deployment.path("rolloutState").asText();
    }
}
