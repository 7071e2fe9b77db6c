package io.sockerless.engine.core.container;

import io.sockerless.drivers.spi.CanPause;
import io.sockerless.drivers.spi.Task;
import io.sockerless.engine.model.Container;
import io.sockerless.engine.model.ContainerState;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ExitStatus;
import io.sockerless.engine.model.Signal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Brings the containers of the store and those of the driver together after the engine's start. Runs go on, ends that came
 * meanwhile are recorded, what no row names is removed, and restart policies have their say.
 */
final class Recovery {
    private static final System.Logger LOG = System.getLogger(Recovery.class.getName());

    private final Context context;
    private final Runs runs;
    private final Removals removals;
    private final Adoption adoption;

    Recovery(Context context, Runs runs, Removals removals, Adoption adoption) {
        this.context = context;
        this.runs = runs;
        this.removals = removals;
        this.adoption = adoption;
    }

    void recover() {
        adoption.adopt();
        sweep();
        List<Thread> recoveries = new ArrayList<>();
        for (ContainerLife life : context.index().all()) {
            recoveries.add(Thread.ofVirtual()
                    .name("recover-" + life.id().substring(0, 12))
                    .start(() -> recover(life)));
        }
        try {
            for (Thread recovery : recoveries) {
                recovery.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What the driver has and no row names was half made or half removed when the engine ended. */
    private void sweep() {
        Set<String> known =
                context.index().all().stream().map(ContainerLife::id).collect(Collectors.toSet());
        for (String id : context.driver().list()) {
            if (!known.contains(id)) {
                LOG.log(System.Logger.Level.INFO, "removing what is left of container " + id);
                try {
                    context.driver().delete(id);
                } catch (EngineException e) {
                    LOG.log(System.Logger.Level.WARNING, "cannot remove what is left of container " + id, e);
                }
            }
        }
    }

    private void recover(ContainerLife life) {
        try {
            Optional<Waits.Mark> end = life.locked(() -> recoverLocked(life));
            if (end.isPresent()) {
                end.get().await();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "cannot recover container " + life.id(), e);
        }
    }

    /** @return an end that has come already, so that the first client sees it */
    private Optional<Waits.Mark> recoverLocked(ContainerLife life) {
        Waits.Mark end = life.waits.mark();
        Container container = life.container();
        Optional<Task> task = context.driver().recover(context.specs().forRecovery(container, life.provision));
        switch (container.state()) {
            case ContainerState.Running _, ContainerState.Paused _ ->
                task.ifPresentOrElse(found -> resume(life, container, found), () -> runs.lost(life));
            case ContainerState.Restarting _ -> {
                task.ifPresent(found -> discard(life, found));
                runs.restartAfter(life, Duration.ZERO);
            }
            case ContainerState.Exited exited -> {
                task.ifPresent(found -> discard(life, found));
                if (container.host().autoRemove()) {
                    // Its end was that of a restart by hand which did not come to its start.
                    removals.finish(life, true);
                } else if (wantedAtBoot(container, exited.exit())) {
                    LOG.log(System.Logger.Level.INFO, "starting container " + life.id() + " by its restart policy");
                    runs.startByPolicy(life);
                }
            }
            case ContainerState.Created _, ContainerState.Dead _, ContainerState.Removing _ ->
                task.ifPresent(found -> discard(life, found));
        }
        return container.state().alive() && task.filter(Task::ended).isPresent() ? Optional.of(end) : Optional.empty();
    }

    private void resume(ContainerLife life, Container container, Task found) {
        if (adoption.isNew(life)) {
            life.commit(Adoption.asFound(container, found));
            runs.resume(life, found);
            return;
        }
        runs.resume(life, settled(container, found));
        if (!found.ended()
                && !found.network()
                        .endpoints()
                        .keySet()
                        .equals(container.network().endpoints().keySet())) {
            new Connections(context).reconnect(life);
        }
    }

    /** A pause that was never acknowledged is undone, and so is the end of one. */
    private static Task settled(Container container, Task task) {
        boolean wanted = container.state() instanceof ContainerState.Paused;
        try {
            if (task instanceof CanPause pausing && !task.ended() && pausing.paused() != wanted) {
                if (wanted) {
                    pausing.pause();
                } else {
                    pausing.unpause();
                }
            }
        } catch (EngineException e) {
            // It may be ending at this moment, which is recorded all the same.
            LOG.log(System.Logger.Level.WARNING, "cannot settle the pause of container " + container.id(), e);
        }
        return task;
    }

    /** A policy {@code always} starts even what a client stopped, as dockerd does when it comes up. */
    private static boolean wantedAtBoot(Container container, ExitStatus exit) {
        return RestartPolicy.wants(container, exit, container.manuallyStopped());
    }

    /** A start that was never acknowledged, or what an end left behind. */
    private static void discard(ContainerLife life, Task task) {
        try {
            task.signal(Signal.KILL);
            task.release();
        } catch (EngineException e) {
            LOG.log(System.Logger.Level.WARNING, "cannot release the task of container " + life.id(), e);
        }
    }
}
