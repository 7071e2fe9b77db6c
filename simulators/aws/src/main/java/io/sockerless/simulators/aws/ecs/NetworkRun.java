package io.sockerless.simulators.aws.ecs;

import com.fasterxml.jackson.databind.JsonNode;
import io.sockerless.simulators.aws.ecs.TaskNetwork.Place;
import io.sockerless.simulators.kernel.docker.DockerException;
import java.util.Optional;

/**
 * The network of a task, in a thread of its own, since it takes as long as a container does: first it is known where it is, so that
 * containers can be made; then it is ready, and lets through what it should, so that they can be started.
 */
final class NetworkRun {
    private static final System.Logger LOG = System.getLogger(NetworkRun.class.getName());

    private final RunMeans means;
    private final TaskRecord record;
    private final boolean several;
    private final Thread thread = Thread.ofVirtual().name("ecs-network").unstarted(this::run);
    private Optional<Place> place = Optional.empty();
    private Optional<LaunchException> failure = Optional.empty();
    private boolean ready;
    private boolean over;

    /** @param several whether the task has several containers */
    NetworkRun(RunMeans means, TaskRecord record, boolean several) {
        this.means = means;
        this.record = record;
        this.several = several;
    }

    void begin() {
        thread.start();
    }

    void interrupt() {
        thread.interrupt();
    }

    /** Until it does nothing any more; at once when it was not begun. */
    void join() throws InterruptedException {
        if (thread.getState() != Thread.State.NEW) {
            thread.join();
        }
    }

    /** Waits until containers can be made. */
    synchronized Place place() throws LaunchException, InterruptedException {
        while (place.isEmpty() && !over) {
            wait();
        }
        check(place.isPresent());
        return place.get();
    }

    /** Waits until containers can be started. */
    synchronized void await() throws LaunchException, InterruptedException {
        while (!ready && !over) {
            wait();
        }
        check(ready);
    }

    private void check(boolean done) throws LaunchException, InterruptedException {
        if (failure.isPresent()) {
            throw new LaunchException(failure.get().getMessage());
        }
        if (!done) {
            throw new InterruptedException();
        }
    }

    private void run() {
        try {
            Task task = record.task();
            means.roles().place(task);
            Place own = means.network().place(task);
            if (kept(task)) {
                String name = Pause.name(task);
                Thread others = Thread.ofVirtual().name("ecs-guards").start(() -> means.guards()
                        .ifPresent(guards -> guards.refresh(task.caller())));
                means.engine().steadily(docker -> {
                    means.pause().create(docker, name, own, means.marks());
                    return true;
                });
                known(Place.with(name));
                keep(task, name);
                others.join();
            } else {
                known(own);
            }
            become(() -> ready = true);
        } catch (LaunchException e) {
            become(() -> failure = Optional.of(e));
        } catch (DockerException e) {
            become(() -> failure = Optional.of(new LaunchException("Error response from daemon: " + e.getMessage())));
        } catch (InterruptedException _) {
            // Abandoned.
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "the network of a task is not looked after any more", e);
            become(() -> failure = Optional.of(new LaunchException("ResourceInitializationError: " + e)));
        } finally {
            become(() -> over = true);
        }
    }

    private synchronized void become(Runnable change) {
        change.run();
        notifyAll();
    }

    private void known(Place found) {
        become(() -> place = Optional.of(found));
    }

    /** Whether a container that is none of the definition's has the network. */
    private boolean kept(Task task) throws InterruptedException {
        boolean made = task.containers().stream().anyMatch(container -> container.hasNonNull("runtimeId"));
        if (several || means.guards().isEmpty() || !made) {
            return several || means.guards().isPresent();
        }
        // It may have been begun when nothing was enforced: then it has its own network.
        return means.engine()
                .steadily(docker -> docker.container(Pause.name(task)))
                .isPresent();
    }

    /** @param name of the container that has the network, and filters its packets */
    private void keep(Task task, String name) throws LaunchException, InterruptedException {
        JsonNode begun = means.engine().steadily(docker -> {
            JsonNode found = means.pause().start(docker, name);
            means.roles().connect(docker, task, name);
            return found;
        });
        if (!Addresses.of(begun).isEmpty()) {
            means.network().seen(task, begun);
            record.change(document -> Addresses.attach(document, task.interfaceId(), begun));
        }
        if (means.guards().isPresent() && Pause.guards(begun)) {
            means.guards().get().begin(task, name, this::unguarded);
        }
    }

    /** What it was told before holds on, which is not what it should be. */
    private void unguarded(String why) {
        record.stop(record.task().running() ? "EssentialContainerExited" : "TaskFailedToStart", why);
    }
}
