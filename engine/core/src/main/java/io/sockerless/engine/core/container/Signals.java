package io.sockerless.engine.core.container;

import io.sockerless.drivers.spi.CanPause;
import io.sockerless.drivers.spi.Task;
import io.sockerless.engine.model.Container;
import io.sockerless.engine.model.ContainerState.Paused;
import io.sockerless.engine.model.ContainerState.Restarting;
import io.sockerless.engine.model.ContainerState.Running;
import io.sockerless.engine.model.Signal;
import java.util.Map;

/** Sends signals to containers, with what a client's signal means for restarts. */
final class Signals {
    private final Context context;
    private volatile boolean shuttingDown;
    private final HealthChecks health;

    Signals(Context context, HealthChecks health) {
        this.context = context;
        this.health = health;
    }

    /** From now on signals are the engine's own, not a client's. */
    void shutDown() {
        shuttingDown = true;
    }

    /** The signal that asks this container to stop. */
    static Signal stopSignal(Container container) {
        String given = container.config().stopSignal();
        return given.isEmpty() ? Signal.TERM : Signal.parse(given);
    }

    /**
     * Sends it; the lock is held. A container that was told to stop is not restarted by its policy, and one that is between
     * two runs stays down.
     *
     * @throws io.sockerless.engine.model.EngineException CONFLICT when it does not run
     */
    void send(ContainerLife life, Signal signal) {
        Container now = life.container();
        if (!life.busy()) {
            throw Refusals.notRunning(now);
        }
        boolean ends =
                now.config().stopSignal().isEmpty() || signal.equals(Signal.KILL) || signal.equals(stopSignal(now));
        life.stopRequested |= ends;
        life.manuallyStopped |= !shuttingDown;
        if (now.state() instanceof Restarting) {
            life.restartCalledOff.signalAll();
            return;
        }
        Task task = life.runningTask();
        task.signal(signal);
        if (ends && now.state() instanceof Paused paused && task instanceof CanPause pausing) {
            pausing.unpause();
            life.commit(now.withState(new Running(paused.pid(), paused.startedAt(), paused.lastFinishedAt())));
            health.begin(life, task);
            context.events().publish(life.container(), "unpause");
        }
        context.events().publish(now, "kill", Map.of("signal", Integer.toString(signal.number())));
    }
}
