package io.sockerless.engine.core.container;

import io.sockerless.drivers.spi.Task;
import io.sockerless.engine.model.Container;
import io.sockerless.engine.model.ContainerState;
import io.sockerless.engine.model.ContainerState.Exited;
import io.sockerless.engine.model.ContainerState.Restarting;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ExitStatus;
import io.sockerless.engine.model.NetworkStatus;
import io.sockerless.engine.model.NetworkStatus.Endpoint;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Records the ends of runs, whoever caused them, and what follows: a restart, a removal, or nothing. */
final class Ends {
    private static final System.Logger LOG = System.getLogger(Ends.class.getName());

    /** As dockerd reports an end that nobody saw. */
    private static final int UNKNOWN = 255;

    private final Context context;
    private final Removals removals;
    private final Consumer<ContainerLife> restart;

    Ends(Context context, Removals removals, Consumer<ContainerLife> restart) {
        this.context = context;
        this.removals = removals;
        this.restart = restart;
    }

    void watch(ContainerLife life, Task run) {
        Thread.ofVirtual().name("watch-" + life.id().substring(0, 12)).start(() -> {
            try {
                ended(life, run, await(life, run));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (RuntimeException e) {
                if (!life.closed) {
                    LOG.log(System.Logger.Level.ERROR, "cannot record the end of container " + life.id(), e);
                }
            }
        });
    }

    private ExitStatus await(ContainerLife life, Task run) throws InterruptedException {
        try {
            return run.await();
        } catch (EngineException e) {
            if (life.closed) {
                throw e;
            }
            // Whoever supervised the task is gone; what is known of its end may still be on disk.
            LOG.log(System.Logger.Level.WARNING, "lost the task of container " + life.id(), e);
            Optional<Task> again =
                    context.driver().recover(context.specs().forRecovery(life.container(), life.provision));
            return again.isPresent() ? again.get().await() : unknown();
        }
    }

    private ExitStatus unknown() {
        return new ExitStatus(UNKNOWN, false, context.clock().instant());
    }

    /** A run that was on when the engine ended left no trace; the lock is held. */
    void lost(ContainerLife life) {
        record(life, unknown(), "");
    }

    private void ended(ContainerLife life, Task run, ExitStatus exit) {
        life.lock.lock();
        try {
            if (!life.closed && life.runs(run)) {
                record(life, exit, run.failure());
            }
        } finally {
            life.lock.unlock();
        }
    }

    private void record(ContainerLife life, ExitStatus exit, String error) {
        HealthChecks.end(life);
        Container before = life.container();
        Instant startedAt = ContainerLife.startedAt(before.state());
        boolean undisturbed = !life.removing && !life.restartingByHand;
        boolean again = undisturbed && !life.stopRequested && RestartPolicy.wants(before, exit, life.manuallyStopped);
        boolean autoRemove = undisturbed && !again && before.host().autoRemove();
        ContainerState state = again ? new Restarting(exit, startedAt) : new Exited(exit, startedAt, error);
        Container after = before.withState(state)
                .withNetwork(disconnected(before.network()))
                .withHealth(HealthChecks.unattended(before))
                .withRestart(before.restartCount() + (again ? 1 : 0), life.manuallyStopped);
        // A container that goes at once needs neither: its removal gives everything back, and after a crash before that
        // its task is found ended again.
        if (!autoRemove) {
            context.rows().update(after);
            life.task().ifPresent(run -> release(life, run));
        }
        life.ended(after);
        publish(after, exit);
        if (again) {
            restartAfter(life, life.restarts.next(Duration.between(startedAt, exit.finishedAt())));
        } else if (autoRemove) {
            remove(life);
        }
    }

    private static void release(ContainerLife life, Task run) {
        try {
            run.release();
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "cannot release the task of container " + life.id(), e);
        }
    }

    private void publish(Container after, ExitStatus exit) {
        if (exit.oomKilled()) {
            context.events().publish(after, "oom");
        }
        context.events().publish(after, "die", Map.of("exitCode", Integer.toString(exit.code())));
        context.specs().connected(after).forEach(n -> context.events().network(after, n, "disconnect"));
        context.events().unmounted(after);
    }

    /** After its end a container keeps the network's id and its last sandbox and nothing else, as dockerd shows it. */
    private static NetworkStatus disconnected(NetworkStatus network) {
        Map<String, Endpoint> endpoints = new HashMap<>();
        network.endpoints()
                .forEach((name, endpoint) ->
                        endpoints.put(name, new Endpoint(endpoint.networkId(), "", "", "", 0, "", "", 0, "")));
        return new NetworkStatus(network.sandboxId(), network.sandboxKey(), endpoints, Map.of());
    }

    private void remove(ContainerLife life) {
        try {
            removals.finish(life, true);
        } catch (EngineException e) {
            LOG.log(System.Logger.Level.WARNING, "cannot remove container " + life.id(), e);
        }
    }

    /** Waits in a thread of its own, unless a stop or a removal calls the restart off. The lock is held. */
    void restartAfter(ContainerLife life, Duration delay) {
        Thread.ofVirtual()
                .name("restart-" + life.id().substring(0, 12))
                .start(() -> restartWhenDue(life, delay.toNanos()));
    }

    private void restartWhenDue(ContainerLife life, long delay) {
        life.lock.lock();
        try {
            long left = delay;
            while (left > 0 && !calledOff(life)) {
                left = life.restartCalledOff.awaitNanos(left);
            }
            if (life.closed || !(life.container().state() instanceof Restarting restarting)) {
                return;
            }
            if (!calledOff(life)) {
                restart.accept(life);
                return;
            }
            Container down = life.container()
                    .withState(new Exited(restarting.exit(), restarting.startedAt(), ""))
                    .withRestart(life.container().restartCount(), life.manuallyStopped);
            context.rows().update(down);
            life.ended(down);
            if (down.host().autoRemove() && !life.removing) {
                remove(life);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (EngineException e) {
            LOG.log(System.Logger.Level.ERROR, "cannot restart container " + life.id(), e);
        } finally {
            life.lock.unlock();
        }
    }

    private static boolean calledOff(ContainerLife life) {
        return life.closed
                || life.stopRequested
                || life.removing
                || !(life.container().state() instanceof Restarting);
    }
}
