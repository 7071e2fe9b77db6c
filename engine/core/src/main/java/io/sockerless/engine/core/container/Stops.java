package io.sockerless.engine.core.container;

import io.sockerless.drivers.spi.CanPause;
import io.sockerless.drivers.spi.Task;
import io.sockerless.engine.model.Container;
import io.sockerless.engine.model.ContainerState;
import io.sockerless.engine.model.ContainerState.Paused;
import io.sockerless.engine.model.ContainerState.Restarting;
import io.sockerless.engine.model.ContainerState.Running;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import io.sockerless.engine.model.Signal;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Stops, kills, restarts and pauses containers on a client's behalf. */
final class Stops {
    private static final System.Logger LOG = System.getLogger(Stops.class.getName());
    private static final long DEFAULT_SECONDS = 10;

    private final Context context;
    private final Signals signals;
    private final Runs runs;
    private final HealthChecks health;

    Stops(Context context, Signals signals, Runs runs, HealthChecks health) {
        this.context = context;
        this.signals = signals;
        this.runs = runs;
        this.health = health;
    }

    /** @throws EngineException NOT_MODIFIED when it does not run */
    void stop(ContainerLife life, String signal, Optional<Long> timeoutSeconds) {
        if (!life.busy()) {
            throw new EngineException(ErrorKind.NOT_MODIFIED, "Container " + life.id() + " is already stopped");
        }
        Signal first = signal.isEmpty() ? Signals.stopSignal(life.container()) : Signal.parse(signal);
        long seconds =
                timeoutSeconds.orElse(life.container().config().stopTimeout().orElse(DEFAULT_SECONDS));
        Optional<Waits.Mark> ending = signal(life, first);
        try {
            if (ending.isPresent() && !endsWithin(ending.get(), seconds)) {
                signal(life, Signal.KILL);
                ending.get().await();
            }
        } catch (InterruptedException e) {
            throw interrupted("stopping", life, e);
        }
        context.events().publish(life.container(), "stop");
    }

    /** All at once, each by its own signal and within its own time. */
    void stopAll(Collection<ContainerLife> lives) {
        signals.shutDown();
        List<Thread> stopping = lives.stream()
                .filter(ContainerLife::busy)
                .map(life -> Thread.ofVirtual()
                        .name("stop-" + life.id().substring(0, 12))
                        .start(() -> stopAtShutdown(life)))
                .toList();
        try {
            for (Thread thread : stopping) {
                thread.join();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void stopAtShutdown(ContainerLife life) {
        try {
            stop(life, "", Optional.empty());
        } catch (EngineException e) {
            if (e.kind() != ErrorKind.NOT_MODIFIED) {
                LOG.log(System.Logger.Level.WARNING, "cannot stop container " + life.id(), e);
            }
        }
    }

    private static boolean endsWithin(Waits.Mark ending, long seconds) throws InterruptedException {
        if (seconds < 0) {
            ending.await();
            return true;
        }
        return ending.await(Duration.ofSeconds(seconds));
    }

    /** Sends it, unless the run ended in the meantime. @return the end to wait for; empty when it has come already */
    private Optional<Waits.Mark> signal(ContainerLife life, Signal signal) {
        return life.locked(() -> {
            if (!life.busy()) {
                return Optional.empty();
            }
            Waits.Mark mark = life.waits.mark();
            // Whatever the signal, a client that stops a container wants it down.
            life.stopRequested = true;
            signals.send(life, signal);
            return Optional.of(mark);
        });
    }

    /** Sends a signal; after KILL it waits for the end. */
    void kill(ContainerLife life, Signal signal) {
        Waits.Mark ending = life.locked(() -> {
            Waits.Mark mark = life.waits.mark();
            signals.send(life, signal);
            return mark;
        });
        if (signal.equals(Signal.KILL)) {
            try {
                ending.await();
            } catch (InterruptedException e) {
                throw interrupted("killing", life, e);
            }
        }
    }

    void restart(ContainerLife life, String signal, Optional<Long> timeoutSeconds) {
        if (life.busy()) {
            setRestarting(life, true);
            try {
                stop(life, signal, timeoutSeconds);
            } catch (EngineException e) {
                if (e.kind() != ErrorKind.NOT_MODIFIED) {
                    throw e;
                }
            } finally {
                setRestarting(life, false);
            }
        }
        runs.start(life, Runs.NO_CONSOLE);
        context.events().publish(life.container(), "restart");
    }

    private static void setRestarting(ContainerLife life, boolean value) {
        life.locked(() -> life.restartingByHand = value);
    }

    void pause(ContainerLife life) {
        life.locked(() -> {
            Container now = life.container();
            switch (now.state()) {
                case Running running -> {
                    abilityToPause(life).pause();
                    HealthChecks.end(life);
                    life.commit(now.withState(new Paused(running.pid(), running.startedAt(), running.lastFinishedAt()))
                            .withHealth(HealthChecks.unattended(now)));
                    context.events().publish(now, "pause");
                }
                case Paused _ -> throw EngineException.conflict("Container " + now.id() + " is already paused");
                case Restarting _ -> throw Refusals.restarting(now);
                case ContainerState.Created _,
                        ContainerState.Exited _,
                        ContainerState.Removing _,
                        ContainerState.Dead _ -> throw Refusals.notRunning(now);
            }
            return null;
        });
    }

    void unpause(ContainerLife life) {
        life.locked(() -> {
            Container now = life.container();
            if (!(now.state() instanceof Paused paused)) {
                throw new EngineException(ErrorKind.INTERNAL, "Container " + now.id() + " is not paused");
            }
            abilityToPause(life).unpause();
            life.commit(now.withState(new Running(paused.pid(), paused.startedAt(), paused.lastFinishedAt())));
            health.begin(life, life.runningTask());
            context.events().publish(now, "unpause");
            return null;
        });
    }

    private static CanPause abilityToPause(ContainerLife life) {
        Task task = life.runningTask();
        if (task instanceof CanPause pausing) {
            return pausing;
        }
        throw Refusals.ability(life.container(), "pause containers");
    }

    private static EngineException interrupted(String what, ContainerLife life, InterruptedException e) {
        Thread.currentThread().interrupt();
        return EngineException.internal("interrupted while " + what + " container " + life.id(), e);
    }
}
