package io.sockerless.drivers.aws;

import io.sockerless.drivers.agent.dial.DialedAgent;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import software.amazon.awssdk.services.ecs.model.Task;

/** A task that waits for its container. */
final class WarmTask {
    private static final String STOPPED = "STOPPED";
    /** Begins the names of such runs. */
    private static final String PREFIX = "warm";

    private final Cloud cloud;
    private final DialedAgent agent;
    private final CompletableFuture<Boolean> gone = new CompletableFuture<>();
    private volatile Note note;
    private volatile Optional<Task> seen = Optional.empty();

    /**
     * What is known of it after a restart.
     *
     * @param name of its image, familiar
     * @param limits of the containers that may have it
     * @param image by digest, as tasks pull it
     * @param definition its ARN
     * @param arn its own; empty as long as the service has not answered
     */
    record Note(String run, String name, String limits, String image, String definition, String arn) {
        static Note of(String name, String limits, String image, String definition) {
            return new Note(PREFIX + RandomName.random(), name, limits, image, definition, "");
        }

        Note withArn(String told) {
            return new Note(run, name, limits, image, definition, told);
        }
    }

    /** What tasks are started with. */
    record Cloud(Gateway gateway, Runs runs, Observer observer) {}

    /** Its agent is let in from now on. */
    WarmTask(Note note, Cloud cloud) {
        this.note = note;
        this.cloud = cloud;
        agent = cloud.gateway().expect(note.run());
    }

    /** Whether a run was begun without a container; its agent is then named by the run alone. */
    static boolean isOne(String run) {
        return run.startsWith(PREFIX);
    }

    Note note() {
        return note;
    }

    DialedAgent agent() {
        return agent;
    }

    /** As the service has last told of it. */
    Optional<Task> seen() {
        return seen;
    }

    /** Starts it, once, even if one of before was to and had no answer. */
    Note start() {
        String arn = note.arn().isEmpty()
                ? cloud.runs()
                        .wait(note.run(), note.definition(), cloud.gateway().waiting(note.run()))
                : note.arn();
        note = note.withArn(arn);
        return note;
    }

    /** Waits until its agent is there. @return false when the task ends first */
    boolean awaitReady() throws InterruptedException {
        seen = cloud.observer().await(note.arn(), task -> VpcNetwork.hasAddress(task) || isOver(task));
        while (seen.isPresent() && !isOver(seen.get())) {
            if (agent.awaitConnected(Duration.ofSeconds(1))) {
                return true;
            }
            seen = cloud.observer().await(note.arn(), _ -> true);
        }
        return false;
    }

    private static boolean isOver(Task task) {
        return STOPPED.equals(task.lastStatus()) || STOPPED.equals(task.desiredStatus());
    }

    /** Why it ended, if it did. */
    String reason() {
        return seen.map(task -> task.stoppedReason() == null ? "no reason was given" : task.stoppedReason())
                .orElse("the service does not know it any more");
    }

    /** Waits until a container has taken it. @return false when the task ends first */
    boolean awaitTaken() throws InterruptedException {
        Thread watcher = Thread.ofVirtual().name("ecs-waiting-watch").start(() -> {
            try {
                Optional<Task> last = cloud.observer().await(note.arn(), WarmTask::isOver);
                if (gone.complete(false)) {
                    seen = last;
                }
            } catch (InterruptedException _) {
                // It was taken, or the driver is closed.
            }
        });
        try {
            return gone.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } finally {
            watcher.interrupt();
        }
    }

    /** @return whether it is the caller's, and not at its end */
    boolean take() {
        return gone.complete(true);
    }

    /** @return whether no container has it, nor will */
    boolean end() {
        return gone.complete(false) || !gone.join();
    }

    void stop(String reason) {
        Optional.of(note.arn())
                .filter(arn -> !arn.isEmpty())
                .or(() -> cloud.runs().claim(note.run(), note.definition()))
                .ifPresent(arn -> cloud.runs().stop(arn, reason));
        cloud.gateway().agents().forget(note.run());
        cloud.observer().forget(note.arn());
    }
}
