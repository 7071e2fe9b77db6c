package io.sockerless.simulators.aws.ecs;

import com.fasterxml.jackson.databind.JsonNode;
import io.sockerless.simulators.aws.ecs.TaskNetwork.Place;
import io.sockerless.simulators.kernel.docker.DockerException;
import java.util.List;
import java.util.Optional;

/**
 * The network of a task, in a thread of its own, since it takes as long as a container does: first it is known where it is, so that
 * containers can be made; then it is ready, and lets through what it should, so that they can be started. Where there is one
 * container, and nothing to filter, that container has it, and whoever filters later joins it.
 */
final class NetworkRun {
    private static final System.Logger LOG = System.getLogger(NetworkRun.class.getName());

    private final RunMeans means;
    private final TaskRecord record;
    private final boolean several;
    private volatile Thread thread = Thread.ofVirtual().name("ecs-network").unstarted(() -> {});
    private Optional<Place> place = Optional.empty();
    private Optional<LaunchException> failure = Optional.empty();
    /** Whether a container that is none of the definition's has it. */
    private boolean kept;

    private boolean asked;
    private boolean begun;
    private boolean ready;
    private boolean over;
    private boolean ended;

    /** @param several whether the task has several containers */
    NetworkRun(RunMeans means, TaskRecord record, boolean several) {
        this.means = means;
        this.record = record;
        this.several = several;
    }

    /** @param fresh whether nothing was made for the task before */
    void begin(boolean fresh) {
        thread = Thread.ofVirtual().name("ecs-network").start(() -> run(fresh));
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

    /** A container of the task has been started, or will not be. */
    void launched() {
        become(() -> begun |= !kept);
    }

    /** No container is launched any more. */
    void end() {
        become(() -> ended = true);
    }

    /** Waits until containers can be made, which will be at once. */
    synchronized Place place() throws LaunchException, InterruptedException {
        become(() -> asked = true);
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

    private void run(boolean fresh) {
        try {
            Task task = record.task();
            means.roles().place(task);
            Place own = means.network().place(task);
            Optional<Made> made = fresh ? Optional.empty() : made(task);
            if (means.guards().isPresent() && made.filter(Made::unguarded).isEmpty()) {
                enforce(means.guards().get(), task, own, made);
            } else {
                place(task, own, made.map(Made::apart).orElse(several));
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
            means.guards().ifPresent(guards -> guards.passed(record.task()));
            become(() -> over = true);
        }
    }

    private synchronized void become(Runnable change) {
        change.run();
        notifyAll();
    }

    private synchronized void awaitAsked() throws InterruptedException {
        while (!asked && !ended) {
            wait();
        }
    }

    /**
     * What a predecessor made for the task.
     *
     * @param apart whether a container that is none of the definition's has the network
     * @param guard whether there is one that filters
     */
    private record Made(boolean apart, boolean guard) {
        /** One that has the network may have been made when nothing was enforced. It does not filter, and nobody else can. */
        boolean unguarded() {
            return apart && !guard;
        }
    }

    private Optional<Made> made(Task task) throws InterruptedException {
        return means.engine().steadily(docker -> {
            Optional<JsonNode> keeper = docker.container(Pause.name(task));
            if (keeper.isPresent()) {
                return keeper.map(found -> new Made(several || !joins(found), Pause.guards(found)));
            }
            return several ? Optional.empty() : docker.container(owner(task)).map(_ -> new Made(false, false));
        });
    }

    private static boolean joins(JsonNode inspected) {
        return new Place(inspected.path("HostConfig").path("NetworkMode").asText(), "", List.of()).shared();
    }

    /** The name of the only container. */
    private static String owner(Task task) {
        return ContainerBody.of(task).getFirst().runtimeName();
    }

    private void enforce(Guards guards, Task task, Place own, Optional<Made> made)
            throws LaunchException, InterruptedException {
        Guard guard = new Guard(means.engine(), Pause.name(task), task.caller(), () -> filters(task), this::unguarded);
        boolean free = made.map(found -> !found.guard()).orElse(!several && own.fixed() && guards.open(task));
        if (free && made.isEmpty()) {
            // Others may come while images are pulled.
            awaitAsked();
        }
        boolean apart = made.map(Made::apart).orElse(!free);
        become(() -> kept = apart);
        List<Thread> telling = guards.begin(task, guard, free);
        if (free && made.isEmpty() && guard.needed()) {
            become(() -> kept = true);
        }
        place(task, own, kept);
        if (kept && !own.fixed()) {
            guards.refresh(task.caller());
        }
        if (kept) {
            guard.tell();
        }
        Guards.await(telling);
    }

    private void place(Task task, Place own, boolean apart) throws InterruptedException {
        if (!apart) {
            become(() -> place = Optional.of(own));
            return;
        }
        String name = Pause.name(task);
        means.engine().steadily(docker -> {
            means.pause().create(docker, name, own, means.marks());
            return true;
        });
        become(() -> place = Optional.of(Place.with(name)));
        JsonNode started = means.engine().steadily(docker -> {
            JsonNode found = means.pause().start(docker, name);
            means.roles().connect(docker, task, name);
            return found;
        });
        if (!Addresses.of(started).isEmpty()) {
            means.network().seen(task, started);
            record.change(document -> Addresses.attach(document, task.interfaceId(), started));
        }
        become(() -> begun = true);
    }

    /** Has the task's guard running. @return false if there is no network any more that it could be in */
    private boolean filters(Task task) throws InterruptedException {
        synchronized (this) {
            while (!begun && !ended && failure.isEmpty()) {
                wait();
            }
            if (kept || !begun) {
                return begun;
            }
        }
        String name = Pause.name(task);
        return means.engine().steadily(docker -> {
            try {
                means.pause().create(docker, name, Place.with(owner(task)), means.marks());
                means.pause().start(docker, name);
                return true;
            } catch (DockerException e) {
                boolean runs = docker.container(owner(task))
                        .filter(found -> found.path("State").path("Running").asBoolean())
                        .isPresent();
                if (runs) {
                    throw e;
                }
                return false;
            }
        });
    }

    /** What it was told before holds on, which is not what it should be. */
    private void unguarded(String why) {
        record.stop(record.task().running() ? "EssentialContainerExited" : "TaskFailedToStart", why);
    }
}
