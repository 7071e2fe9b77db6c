package io.sockerless.drivers.aws;

import io.sockerless.drivers.aws.WarmTask.Note;
import io.sockerless.engine.model.EngineException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Keeps one task of an image waiting, and the next one when it is taken or ends. */
final class WarmKeeper {
    private static final System.Logger LOG = System.getLogger(WarmKeeper.class.getName());
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    private final Warm.Image kept;
    private final String image;
    private final Supplier<String> definition;
    private final WarmTask.Cloud cloud;
    private final SmallFiles<Note> notes;
    private final Map<String, WarmTask> waiting;
    private final Thread thread;
    private volatile boolean ending;
    private volatile boolean leaving;

    /**
     * Begins.
     *
     * @param image by digest, as tasks pull it
     * @param definition of the tasks
     * @param waiting those that can be taken, by run
     * @param left by a driver of before
     */
    WarmKeeper(
            Warm.Image kept,
            String image,
            Supplier<String> definition,
            WarmTask.Cloud cloud,
            SmallFiles<Note> notes,
            Map<String, WarmTask> waiting,
            Optional<Note> left) {
        this.kept = kept;
        this.image = image;
        this.definition = definition;
        this.cloud = cloud;
        this.notes = notes;
        this.waiting = waiting;
        thread = Thread.ofVirtual().name("ecs-waiting").start(() -> keep(left));
    }

    /** Its image is another one now: its task goes. */
    void end() {
        ending = true;
        thread.interrupt();
    }

    /** The driver goes; its task stays. */
    void leave() {
        leaving = true;
        thread.interrupt();
    }

    void join(Duration patience) throws InterruptedException {
        thread.join(patience);
    }

    private void keep(Optional<Note> left) {
        Optional<Note> next = left;
        Duration pause = FIRST_PAUSE;
        try {
            while (!ending && !leaving) {
                if (lived(next)) {
                    pause = FIRST_PAUSE;
                } else {
                    Thread.sleep(pause);
                    pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
                }
                next = Optional.empty();
            }
        } catch (InterruptedException _) {
            // Told to end or to leave.
        }
    }

    /** @return whether the next one is wanted at once */
    private boolean lived(Optional<Note> left) throws InterruptedException {
        Optional<WarmTask> begun = Optional.empty();
        try {
            WarmTask task = new WarmTask(left.isPresent() ? left.get() : note(), cloud);
            begun = Optional.of(task);
            String run = task.note().run();
            if (left.isEmpty()) {
                notes.write(run, task.note());
            }
            if (task.note().arn().isEmpty()) {
                notes.write(run, task.start());
            }
            if (task.awaitReady()) {
                waiting.put(run, task);
                if (task.awaitTaken()) {
                    return true;
                }
            }
            LOG.log(
                    System.Logger.Level.WARNING,
                    "driver ecs: {0} waited, and ended: {1}",
                    task.note().arn(),
                    task.reason());
            stop(task, "it has ended");
        } catch (EngineException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "driver ecs: no task of {0} waits: {1}",
                    kept.name().familiar(),
                    e.getMessage());
            begun.ifPresent(task -> stop(task, "it could not be kept"));
        } catch (InterruptedException e) {
            begun.ifPresent(task -> stop(task, "its image is another one now"));
            throw e;
        }
        return false;
    }

    private Note note() {
        return Note.of(kept.name().familiar(), kept.limits(), image, definition.get());
    }

    /** Unless it stays, or a container has it. */
    private void stop(WarmTask task, String reason) {
        if (leaving || !task.end()) {
            return;
        }
        waiting.remove(task.note().run());
        try {
            task.stop(reason);
            notes.delete(task.note().run());
        } catch (EngineException e) {
            // Its note is there: the next driver tries again. Meanwhile its agent waits in vain, and ends.
            LOG.log(System.Logger.Level.WARNING, "driver ecs: a task that waited: {0}", e.getMessage());
        }
    }
}
