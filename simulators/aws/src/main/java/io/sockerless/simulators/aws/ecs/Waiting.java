package io.sockerless.simulators.aws.ecs;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** A container's wait for those that it depends on. */
record Waiting(TaskRecord record, Map<String, ContainerRun> others, ContainerBody body) {
    /**
     * Waits for all of them.
     *
     * @return false when the task is to be stopped before
     * @throws LaunchException for what will never be
     */
    boolean all() throws LaunchException, InterruptedException {
        for (Dependency dependency : Dependency.of(body.definition())) {
            if (!one(dependency)) {
                return false;
            }
        }
        return !record.stopping();
    }

    private boolean one(Dependency dependency) throws LaunchException, InterruptedException {
        String name = dependency.container();
        ContainerRun other = others.get(name);
        record.await(() -> record.stopping()
                || record.abandoned()
                || other.startedAt().isPresent()
                || ended(record.container(name)));
        Optional<Instant> until = dependency.condition() == Dependency.Condition.START
                ? Optional.empty()
                : other.startedAt().flatMap(start -> other.body().startTimeout().map(start::plus));
        boolean decided = record.await(
                () -> record.stopping() || record.abandoned() || met(dependency) || ended(record.container(name)),
                until);
        if (record.abandoned()) {
            throw new InterruptedException();
        }
        if (record.stopping()) {
            return false;
        }
        if (!decided) {
            throw unresolved(
                    "container ordering dependency [" + name + "] for target [" + body.name() + "] has timed out.");
        }
        if (!met(dependency)) {
            String why = switch (dependency.condition()) {
                case START -> "because dependency will never start";
                case SUCCESS, COMPLETE -> "as dependency did not exit successfully.";
                case HEALTHY -> "as dependency has stopped and is not healthy.";
            };
            throw unresolved("failed to resolve container ordering dependency [" + name + "] for target [" + body.name()
                    + "] " + why);
        }
        return true;
    }

    private static LaunchException unresolved(String what) {
        return new LaunchException("dependency graph: " + what);
    }

    private static boolean ended(JsonNode container) {
        return container.path("lastStatus").asText().equals("STOPPED");
    }

    private boolean met(Dependency dependency) {
        JsonNode other = record.container(dependency.container());
        return switch (dependency.condition()) {
            case START -> other.path("lastStatus").asText().equals("RUNNING") || other.has("exitCode");
            case COMPLETE -> other.has("exitCode");
            case SUCCESS -> other.has("exitCode") && other.path("exitCode").asInt() == 0;
            case HEALTHY -> !ended(other) && other.path("healthStatus").asText().equals(HealthCheck.HEALTHY);
        };
    }
}
