package io.sockerless.engine.core.container;

import io.sockerless.drivers.spi.Task;
import io.sockerless.engine.core.Containers.WaitResult;
import io.sockerless.engine.model.Container;
import io.sockerless.engine.model.ContainerState;
import io.sockerless.engine.model.ContainerState.Created;
import io.sockerless.engine.model.ContainerState.Dead;
import io.sockerless.engine.model.ContainerState.Exited;
import io.sockerless.engine.model.ContainerState.Paused;
import io.sockerless.engine.model.ContainerState.Removing;
import io.sockerless.engine.model.ContainerState.Restarting;
import io.sockerless.engine.model.ContainerState.Running;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ExitStatus;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * One container's description and execution. Its lock serialises the transitions that {@link Runs}, {@link Stops} and
 * {@link Removals} make: each is durable before it is seen, and seen before its event is published. Fields are guarded by
 * the lock, except that {@link #container()} and {@link #task()} may be read by anyone at any time.
 */
final class ContainerLife {
    final Provision provision;

    /** Fair: who asks to wait for the end while a start is under way is registered before an end that comes later. */
    final ReentrantLock lock = new ReentrantLock(true);

    /** Signalled when a restart that waits for its time has nothing to wait for any more. */
    final Condition restartCalledOff = lock.newCondition();

    final Waits waits = new Waits(lock);
    final Attachments attachments = new Attachments(lock);
    final RestartPolicy restarts = new RestartPolicy();

    /** Probes the present run. */
    Optional<HealthMonitor> monitor = Optional.empty();

    /** A removal has begun: nothing but its end can come. */
    boolean removing;

    /** Somebody asked for the end, so that the restart policy has nothing to say. */
    boolean stopRequested;

    /** A restart by hand is under way: its stop triggers neither the policy nor the automatic removal. */
    boolean restartingByHand;

    /** Stopped by a client since its last start; written with the next transition. */
    boolean manuallyStopped;

    /** The engine lets go: ends that come now are left for the next one to find. */
    volatile boolean closed;

    private final ContainerRows rows;
    private volatile Container container;
    private volatile Task task;

    ContainerLife(ContainerRows rows, Container container, Provision provision) {
        this.rows = rows;
        this.container = container;
        this.provision = provision;
        this.manuallyStopped = container.manuallyStopped();
    }

    String id() {
        return container.id();
    }

    Container container() {
        return container;
    }

    /** The task of the present run. */
    Optional<Task> task() {
        return Optional.ofNullable(task);
    }

    boolean runs(Task other) {
        return task == other;
    }

    /** @throws EngineException CONFLICT when it does not run or restarts just now */
    Task runningTask() {
        Container now = container;
        Task present = task;
        if (now.state() instanceof Restarting) {
            throw Refusals.restarting(now);
        }
        if (!now.state().alive() || present == null) {
            throw Refusals.notRunning(now);
        }
        return present;
    }

    /** Whether a run is on, or a pause between two. Docker calls both running. */
    boolean busy() {
        return container.state().alive() || container.state() instanceof Restarting;
    }

    <T> T locked(Supplier<T> action) {
        lock.lock();
        try {
            return action.get();
        } finally {
            lock.unlock();
        }
    }

    /** For everything but a container that is gone. */
    void requirePresent() {
        if (waits.gone()) {
            throw EngineException.notFound("No such container: " + id());
        }
    }

    /** Makes a transition durable and lets it be seen. */
    void commit(Container next) {
        rows.update(next);
        container = next;
    }

    void running(Container next, Task run) {
        commit(next);
        task = run;
    }

    /** The run is over; {@code next} is durable already, or need not be. */
    void ended(Container next) {
        task = null;
        container = next;
        waits.ended(result());
    }

    /** Lets something be seen that need not be durable. */
    void show(Container next) {
        container = next;
    }

    /** A state that only this engine shows. */
    void show(ContainerState state) {
        container = container.withState(state);
    }

    /** What waiting for it answers now. */
    WaitResult result() {
        return switch (container.state()) {
            case Created(int code, String error) -> new WaitResult(code, error);
            case Exited e -> new WaitResult(e.exit().code(), e.error());
            case Dead d -> new WaitResult(d.exit().code(), d.error());
            case Restarting r -> new WaitResult(r.exit().code(), "");
            case Removing(Created(int code, String error)) -> new WaitResult(code, error);
            case Removing r ->
                new WaitResult(r.before().ended().map(ExitStatus::code).orElse(0), "");
            case Running _, Paused _ -> new WaitResult(0, "");
        };
    }

    static Instant startedAt(ContainerState state) {
        return switch (state) {
            case Running r -> r.startedAt();
            case Paused p -> p.startedAt();
            case Restarting r -> r.startedAt();
            case Exited e -> e.startedAt();
            case Dead d -> d.startedAt();
            case Removing r -> startedAt(r.before());
            case Created _ -> ContainerState.NEVER;
        };
    }
}
