package io.sockerless.simulators.aws.ecs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** What is durable of a task that is run, and whose changes others wait for. Once abandoned, it stays as it is. */
final class TaskRecord {
    private final Resources resources;
    private final String arn;
    private final RunMeans means;
    private boolean abandoned;

    TaskRecord(RunMeans means, String arn) {
        this.means = means;
        this.resources = means.resources();
        this.arn = arn;
    }

    Task task() {
        return resources.tasks().get(arn).orElseThrow();
    }

    JsonNode container(String name) {
        return Task.container(task().document(), name);
    }

    double now() {
        return resources.now();
    }

    /** Durable when it returns; not made when the task has been abandoned. */
    void change(Consumer<ObjectNode> change) {
        Optional<String> before;
        Optional<Task> after;
        synchronized (this) {
            if (abandoned) {
                return;
            }
            before = resources.tasks().get(arn).map(Task::statuses);
            after = resources.tasks().change(arn, task -> task.with(change));
            notifyAll();
        }
        means.changed().run();
        after.filter(task -> !before.equals(Optional.of(task.statuses()))).ifPresent(means.moved());
    }

    void change(String container, Consumer<ObjectNode> change) {
        change(document -> change.accept(Task.container(document, container)));
    }

    /** The task will stop. The first to say so says why. */
    void stop(String code, String reason) {
        change(document -> {
            if (document.path("desiredStatus").asText().equals("RUNNING")) {
                document.put("desiredStatus", "STOPPED")
                        .put("stopCode", code)
                        .put("stoppedReason", reason)
                        .put("stoppingAt", resources.now());
            }
        });
    }

    boolean stopping() {
        return !resources.tasks().get(arn).map(Task::wanted).orElse(false);
    }

    synchronized void abandon() {
        abandoned = true;
        notifyAll();
    }

    synchronized boolean abandoned() {
        return abandoned;
    }

    /** Waits for a change after which it is so. */
    synchronized void await(BooleanSupplier condition) throws InterruptedException {
        while (!condition.getAsBoolean()) {
            wait();
        }
    }

    /**
     * Waits for a change after which it is so, until then.
     *
     * @param until empty for as long as it takes
     * @return whether it is
     */
    synchronized boolean await(BooleanSupplier condition, Optional<Instant> until) throws InterruptedException {
        while (!condition.getAsBoolean()) {
            long left = until.map(end ->
                            Duration.between(resources.clock().instant(), end).toMillis())
                    .orElse(Long.MAX_VALUE);
            if (left <= 0) {
                return false;
            }
            wait(left);
        }
        return true;
    }
}
