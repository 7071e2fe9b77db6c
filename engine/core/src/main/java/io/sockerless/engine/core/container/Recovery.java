package io.sockerless.engine.core.container;

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

    /** An end that is known already is recorded within this time, so that the first client sees it. */
    private static final Duration SETTLE = Duration.ofMillis(150);

    private final Context context;
    private final Runs runs;

    Recovery(Context context, Runs runs) {
        this.context = context;
        this.runs = runs;
    }

    void recover() {
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
            Waits.Mark end = life.locked(() -> recoverLocked(life));
            if (life.container().state().alive()) {
                end.await(SETTLE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "cannot recover container " + life.id(), e);
        }
    }

    private Waits.Mark recoverLocked(ContainerLife life) {
        Waits.Mark end = life.waits.mark();
        Container container = life.container();
        Optional<Task> task = context.driver().recover(context.specs().forRecovery(container, life.provision));
        switch (container.state()) {
            case ContainerState.Running _, ContainerState.Paused _ ->
                task.ifPresentOrElse(found -> runs.resume(life, found), () -> runs.lost(life));
            case ContainerState.Restarting _ -> {
                task.ifPresent(found -> discard(life, found));
                runs.restartAfter(life, Duration.ZERO);
            }
            case ContainerState.Exited exited -> {
                task.ifPresent(found -> discard(life, found));
                if (wantedAtBoot(container, exited.exit())) {
                    LOG.log(System.Logger.Level.INFO, "starting container " + life.id() + " by its restart policy");
                    runs.startByPolicy(life);
                }
            }
            case ContainerState.Created _, ContainerState.Dead _, ContainerState.Removing _ ->
                task.ifPresent(found -> discard(life, found));
        }
        return end;
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
