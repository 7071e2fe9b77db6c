package io.sockerless.engine.core.container;

import io.sockerless.drivers.spi.Task;
import io.sockerless.drivers.spi.TaskSpec;
import io.sockerless.engine.core.Containers.ConsoleSize;
import io.sockerless.engine.core.container.NetworkSource.NetworkRef;
import io.sockerless.engine.model.Container;
import io.sockerless.engine.model.ContainerState;
import io.sockerless.engine.model.ContainerState.Created;
import io.sockerless.engine.model.ContainerState.Dead;
import io.sockerless.engine.model.ContainerState.Exited;
import io.sockerless.engine.model.ContainerState.Paused;
import io.sockerless.engine.model.ContainerState.Restarting;
import io.sockerless.engine.model.ContainerState.Running;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import io.sockerless.engine.model.ExitStatus;
import io.sockerless.engine.model.Signal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Starts runs of containers. A thread of its own then watches each run for its end: {@link Ends}. */
final class Runs {
    static final ConsoleSize NO_CONSOLE = new ConsoleSize(0, 0);
    private static final System.Logger LOG = System.getLogger(Runs.class.getName());

    private final Context context;
    private final Removals removals;
    private final HealthChecks health;
    private final Ends ends;

    Runs(Context context, Removals removals, HealthChecks health) {
        this.context = context;
        this.removals = removals;
        this.health = health;
        this.ends = new Ends(context, removals, this::restart);
    }

    /** @throws EngineException NOT_MODIFIED when it runs already, CONFLICT when it cannot be started as it is */
    void start(ContainerLife life, ConsoleSize console) {
        life.lock.lock();
        try {
            life.requirePresent();
            ContainerState state = life.container().state();
            if (life.removing || state instanceof Dead) {
                throw EngineException.conflict("container is marked for removal and cannot be started");
            }
            if (state instanceof Paused) {
                throw EngineException.conflict("cannot start a paused container, try unpause instead");
            }
            if (life.busy()) {
                throw new EngineException(ErrorKind.NOT_MODIFIED, "Container " + life.id() + " is already running");
            }
            life.restarts.reset();
            life.stopRequested = false;
            life.manuallyStopped = false;
            run(life, life.container().withRestart(0, false), console);
        } finally {
            life.lock.unlock();
        }
    }

    /** The restart policy's doing; the lock is held. */
    private void restart(ContainerLife life) {
        try {
            run(life, life.container(), NO_CONSOLE);
        } catch (EngineException e) {
            LOG.log(System.Logger.Level.WARNING, "cannot restart container " + life.id() + ": " + e.getMessage());
        }
    }

    /** For a container that ought to run when the engine comes up; the start does not wait for it. */
    void startByPolicy(ContainerLife life) {
        Thread.ofVirtual()
                .name("start-" + life.id().substring(0, 12))
                .start(() -> life.locked(() -> {
                    if (!life.busy() && !life.removing && !life.closed) {
                        restart(life);
                    }
                    return null;
                }));
    }

    /** A run that was on when the engine ended left no trace; the lock is held. */
    void lost(ContainerLife life) {
        ends.lost(life);
    }

    /** The restart that a policy had decided before the engine ended; the lock is held. */
    void restartAfter(ContainerLife life, Duration delay) {
        ends.restartAfter(life, delay);
    }

    /** Takes up a run that was on when the engine ended; the lock is held. */
    void resume(ContainerLife life, Task task) {
        Container found = life.container();
        life.running(found, task);
        ends.watch(life, task);
        if (found.state() instanceof Running) {
            health.begin(life, task);
        }
    }

    private void run(ContainerLife life, Container container, ConsoleSize console) {
        Optional<Task> prepared = Optional.empty();
        List<LateAttachment> attached = List.of();
        try {
            if (context.driver().seesHostPaths(container.host())) {
                makeSources(life.provision);
            }
            TaskSpec spec = context.specs().forStart(container, life.provision, console);
            prepared = Optional.of(context.driver().prepare(spec));
            Task task = prepared.get();
            attached = life.attachments.connect(task);
            Instant startedAt = task.start();
            Instant finishedAt =
                    container.state().ended().map(ExitStatus::finishedAt).orElse(ContainerState.NEVER);
            Running running = new Running(task.pid(), startedAt, finishedAt);
            life.running(
                    container
                            .withState(running)
                            .withNetwork(PortSpecs.exposed(container, task.network()))
                            .withHealth(HealthChecks.fresh(container)),
                    task);
        } catch (RuntimeException e) {
            attached.forEach(LateAttachment::abandon);
            throw failed(life, prepared, StartFailure.of(e, container.path()));
        }
        publishStart(life.container());
        health.begin(life, prepared.get());
        ends.watch(life, prepared.get());
    }

    private void publishStart(Container started) {
        context.specs().connected(started).forEach(n -> context.events().network(started, n, "connect"));
        context.events().mounted(started);
        context.events().publish(started, "start");
        new Connections(context).tellLinked(started);
    }

    private static void makeSources(Provision provision) {
        for (Provision.Mount mount : provision.mounts()) {
            Path source = Path.of(mount.spec().source());
            if (mount.makeSource() && !Files.exists(source)) {
                try {
                    Files.createDirectories(source);
                } catch (IOException e) {
                    throw EngineException.internal(
                            "error while creating mount source path '" + source + "': " + e.getMessage(), e);
                }
            }
        }
    }

    /** Puts everything back and keeps the reason. */
    private EngineException failed(ContainerLife life, Optional<Task> prepared, StartFailure reason) {
        Container container = life.container();
        prepared.ifPresent(task -> giveUp(life, task));
        life.attachments.abandon();
        try {
            life.commit(container.withState(stateAfter(container.state(), reason)));
        } catch (EngineException e) {
            reason.cause().addSuppressed(e);
        }
        if (prepared.isPresent()) {
            List<NetworkRef> networks = context.specs().connected(container);
            networks.forEach(n -> context.events().network(container, n, "connect"));
            networks.forEach(n -> context.events().network(container, n, "disconnect"));
        }
        if (container.host().autoRemove() && !life.removing) {
            removeFailed(life, reason.cause());
        }
        return reason.cause();
    }

    private void removeFailed(ContainerLife life, EngineException cause) {
        try {
            removals.finish(life, true);
        } catch (EngineException e) {
            cause.addSuppressed(e);
        }
    }

    /** A container that never ran stays created; one that ran keeps its times. */
    private static ContainerState stateAfter(ContainerState before, StartFailure reason) {
        String error = reason.cause().getMessage();
        return switch (before) {
            case Exited e ->
                new Exited(new ExitStatus(reason.exitCode(), false, e.exit().finishedAt()), e.startedAt(), error);
            case Restarting r -> new Exited(r.exit(), r.startedAt(), error);
            case Created _, Running _, Paused _, ContainerState.Removing _, Dead _ ->
                new Created(reason.exitCode(), error);
        };
    }

    private static void giveUp(ContainerLife life, Task task) {
        try {
            task.signal(Signal.KILL);
            task.release();
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "cannot release the task of container " + life.id(), e);
        }
    }
}
