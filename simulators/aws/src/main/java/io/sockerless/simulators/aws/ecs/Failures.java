package io.sockerless.simulators.aws.ecs;

import java.time.Duration;
import java.util.List;

/** How the tasks of a deployment fail, which decides when it has failed, and how fast its tasks are replaced. */
record Failures(List<Task> tasks) {
    static final String UNHEALTHY = "Task failed container health checks";
    private static final double BRIEF = 60;
    private static final double REMEMBERED = Duration.ofMinutes(10).toSeconds();
    private static final int LONGEST = 60;
    private static final int FEWEST = 3;
    private static final int MOST = 200;

    private static double time(Task task, String field) {
        return task.document().path(field).asDouble();
    }

    /** One after the other, since a task has served. */
    int count() {
        double served = tasks.stream()
                .filter(task -> task.document().has("startedAt")
                        && (!Rollout.checked(task) || task.text("healthStatus").equals(HealthCheck.HEALTHY)))
                .mapToDouble(task -> time(task, "startedAt"))
                .max()
                .orElse(0);
        return (int) tasks.stream()
                .filter(task -> !task.live() && failed(task) && time(task, "stoppedAt") > served)
                .count();
    }

    private static boolean failed(Task task) {
        return task.text("stopCode").equals("TaskFailedToStart")
                || task.text("stopCode").equals("EssentialContainerExited")
                        && !task.document().has("startedAt")
                || task.text("stoppedReason").equals(UNHEALTHY);
    }

    /** Whether the circuit breaker breaks. */
    boolean tooMany(int desired) {
        return count() >= Math.clamp(Math.ceilDiv(desired, 2), FEWEST, MOST);
    }

    /** Of tasks that ended by themselves soon, in the last minutes, for each that is desired. */
    int rounds(int desired, double now) {
        long brief = tasks.stream()
                .filter(task ->
                        !task.live() && (failed(task) || task.text("stopCode").equals("EssentialContainerExited")))
                .filter(task -> time(task, "stoppedAt") - time(task, "createdAt") < BRIEF)
                .filter(task -> now - time(task, "stoppedAt") < REMEMBERED)
                .count();
        return Math.ceilDiv((int) brief, Math.max(1, desired));
    }

    /** When the next one may be started, in seconds since 1970: at once after a first end, then later and later. */
    double next(int desired, double now) {
        int rounds = rounds(desired, now);
        double last = tasks.stream()
                .mapToDouble(task -> time(task, "stoppedAt"))
                .max()
                .orElse(0);
        return rounds < 2 ? 0 : last + Math.min(LONGEST, Math.pow(2, rounds - 2.0));
    }
}
