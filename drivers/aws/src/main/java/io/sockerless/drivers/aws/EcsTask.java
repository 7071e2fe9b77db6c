package io.sockerless.drivers.aws;

import io.sockerless.drivers.agent.dial.DialedAgent;
import io.sockerless.drivers.spi.Attachment;
import io.sockerless.drivers.spi.CanExec;
import io.sockerless.drivers.spi.CanPause;
import io.sockerless.drivers.spi.CanResize;
import io.sockerless.drivers.spi.Channel;
import io.sockerless.drivers.spi.HasStats;
import io.sockerless.drivers.spi.HasTop;
import io.sockerless.drivers.spi.Task;
import io.sockerless.drivers.spi.TaskSpec;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import io.sockerless.engine.model.ExitStatus;
import io.sockerless.engine.model.NetworkStatus;
import io.sockerless.engine.model.Signal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * One run of a container: a task of the service, and the agent in it. The agent tells how the command ended; where it
 * cannot, because it never came or went with its task, the service does.
 */
final class EcsTask implements Task, CanExec, CanPause, CanResize, HasStats, HasTop {
    private static final System.Logger LOG = System.getLogger(EcsTask.class.getName());
    /** How long a request waits for an agent whose connection, or whose daemon, was lost. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private static final String STOPPED = "STOPPED";

    private volatile TaskSpec spec;
    private final String arn;
    private final DialedAgent agent;
    private final Output output;
    private final PublishedPorts ports;
    private final Neighbourhood neighbourhood;
    private final Runs runs;
    private final Observer observer;
    private final Keeper keeper;
    private final CompletableFuture<ExitStatus> exit = new CompletableFuture<>();
    private final CompletableFuture<Void> stopped = new CompletableFuture<>();
    private volatile Optional<software.amazon.awssdk.services.ecs.model.Task> seen = Optional.empty();
    private volatile boolean closed;
    private Thread watcher;
    private boolean isReleased;

    /** Who remembers the run. */
    interface Keeper {
        /** Its command has ended; the agent still serves its files. */
        void ended() throws InterruptedException;

        /** Its agent is not needed any more. */
        void released();

        /** Its task is over. */
        void stopped();

        boolean paused();

        void paused(boolean now);
    }

    EcsTask(
            TaskSpec spec,
            String arn,
            DialedAgent agent,
            Output output,
            PublishedPorts ports,
            Neighbourhood neighbourhood,
            Runs runs,
            Observer observer,
            Keeper keeper) {
        this.spec = spec;
        this.arn = arn;
        this.agent = agent;
        this.output = output;
        this.ports = ports;
        this.neighbourhood = neighbourhood;
        this.runs = runs;
        this.observer = observer;
        this.keeper = keeper;
    }

    String arn() {
        return arn;
    }

    DialedAgent agent() {
        return agent;
    }

    Output output() {
        return output;
    }

    /** Begins to look for its end. */
    EcsTask watched() {
        output.begin();
        ports.serving(agent::forward);
        exit.whenComplete((_, _) -> {
            ports.close();
            neighbourhood.remove(spec.id(), agent);
        });
        watcher = Thread.ofVirtual().name("ecs-task").start(this::watch);
        Thread.ofVirtual().name("ecs-exit").start(this::awaitAgent);
        return this;
    }

    /**
     * Waits for the agent.
     *
     * @throws EngineException UNAVAILABLE when the task stops first
     */
    void awaitReady() {
        CompletableFuture<Void> connected = new CompletableFuture<>();
        Thread waiting = Thread.ofVirtual().start(() -> {
            try {
                while (!agent.awaitConnected(Duration.ofMinutes(1)) && !closed) {
                    LOG.log(System.Logger.Level.INFO, "waiting for the agent in {0}", arn);
                }
                connected.complete(null);
            } catch (InterruptedException e) {
                connected.completeExceptionally(e);
            }
        });
        try {
            CompletableFuture.anyOf(connected, stopped).get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EngineException(ErrorKind.UNAVAILABLE, "driver ecs: interrupted before " + arn + " ran", e);
        } catch (ExecutionException e) {
            throw EngineException.internal("driver ecs: " + e.getCause().getMessage(), e);
        } finally {
            waiting.interrupt();
        }
        if (agent.isConnected()) {
            addressed();
            connected(spec);
        } else {
            throw new EngineException(ErrorKind.UNAVAILABLE, "driver ecs: the task " + arn + " stopped: " + reason());
        }
    }

    /** Is found by its names, and finds the others. */
    NetworkStatus connected(TaskSpec now) {
        spec = now;
        neighbourhood.put(now, VpcNetwork.address(seen), agent);
        goneAlready();
        return network();
    }

    /** Whoever ends while it is entered has not been there to be removed. */
    private void goneAlready() {
        if (exit.isDone()) {
            neighbourhood.remove(spec.id(), agent);
        }
    }

    /** A run of before is entered as soon as the service has told its address; its agent may dial later. */
    EcsTask rejoining() {
        Thread.ofVirtual().name("ecs-rejoin").start(() -> {
            try {
                addressed();
                if (!ended()) {
                    neighbourhood.rejoin(spec, VpcNetwork.address(seen), agent);
                    goneAlready();
                }
            } catch (EngineException e) {
                LOG.log(System.Logger.Level.WARNING, "the neighbours of " + arn, e);
            } finally {
                neighbourhood.settle(spec.id());
            }
        });
        return this;
    }

    /** Waits for the service to tell the task's address. */
    private void addressed() {
        try {
            seen = observer.await(arn, task -> VpcNetwork.hasAddress(task) || STOPPED.equals(task.lastStatus()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EngineException(ErrorKind.UNAVAILABLE, "driver ecs: interrupted before " + arn + " ran", e);
        }
    }

    private String reason() {
        return seen.map(task -> task.stoppedReason() == null ? "no reason was given" : task.stoppedReason())
                .orElse("the service does not know it any more");
    }

    private void watch() {
        try {
            seen = observer.await(arn, task -> {
                seen = Optional.of(task);
                return STOPPED.equals(task.lastStatus());
            });
            // An agent that was let go has said everything, and so has one whose command has ended.
            output.end();
            output.await();
            if (exit.complete(byService())) {
                LOG.log(System.Logger.Level.WARNING, "{0} stopped without its agent''s word: {1}", arn, reason());
            }
            stopped.complete(null);
            observer.forget(arn);
            keeper.stopped();
        } catch (InterruptedException _) {
            // Closed.
        }
    }

    private ExitStatus byService() {
        Optional<Integer> code =
                seen.flatMap(task -> task.containers().stream().findFirst().map(container -> container.exitCode()));
        Instant at = seen.map(software.amazon.awssdk.services.ecs.model.Task::stoppedAt)
                .orElseGet(Instant::now);
        boolean oom = seen.stream()
                .flatMap(task -> task.containers().stream())
                .anyMatch(container ->
                        container.reason() != null && container.reason().contains("OutOfMemory"));
        return new ExitStatus(code.orElse(255), oom, at);
    }

    private void awaitAgent() {
        try {
            ExitStatus status = agent.awaitExit();
            keeper.ended();
            if (closed) {
                return; // the next daemon asks again
            }
            output.await();
            exit.complete(status);
        } catch (EngineException e) {
            LOG.log(System.Logger.Level.DEBUG, "the agent of " + arn, e);
            if (closed) {
                exit.completeExceptionally(e);
            }
        } catch (InterruptedException _) {
            // The service will say.
        }
    }

    /** The agent, once it can be asked. */
    private DialedAgent asked() {
        try {
            if (!agent.isConnected() && !stopped.isDone()) {
                agent.awaitConnected(PATIENCE);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        return agent;
    }

    @Override
    public String containerId() {
        return spec.id();
    }

    @Override
    public Instant start() {
        return agent.start();
    }

    @Override
    public long pid() {
        return 0; // there is none here
    }

    @Override
    public NetworkStatus network() {
        return VpcNetwork.status(spec, seen, ports.bindings());
    }

    @Override
    public ExitStatus await() throws InterruptedException {
        try {
            return exit.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof EngineException known
                    ? known
                    : EngineException.internal("driver ecs: " + e.getCause().getMessage(), e);
        }
    }

    @Override
    public boolean ended() {
        return exit.isDone() && !exit.isCompletedExceptionally();
    }

    @Override
    public void signal(Signal signal) {
        if (ended()) {
            return;
        }
        try {
            asked().signal(signal.number());
        } catch (EngineException e) {
            if (ended()) {
                return;
            }
            if (!signal.equals(Signal.KILL) || e.kind() != ErrorKind.UNAVAILABLE) {
                throw e;
            }
            runs.stop(arn, "killed, without an agent that could do it");
        }
    }

    @Override
    public Attachment attach(Set<Channel> channels) {
        return asked().attach(channels);
    }

    @Override
    public Exec exec(ExecSpec exec, Set<Channel> channels) {
        return asked().exec(exec, channels);
    }

    @Override
    public void pause() {
        asked().pause();
        keeper.paused(true);
    }

    @Override
    public void unpause() {
        if (!ended()) {
            asked().unpause();
            keeper.paused(false);
        }
    }

    /** As the agent says, or said when it was last heard of: right after a start of ours it may still be dialing. */
    @Override
    public boolean paused() {
        return !ended() && (agent.isConnected() ? agent.state().paused() : keeper.paused());
    }

    @Override
    public void resize(int height, int width) {
        asked().resize(height, width);
    }

    @Override
    public Stats stats() {
        return asked().stats();
    }

    @Override
    public List<Long> pids() {
        return asked().pids();
    }

    @Override
    public Processes top(String psArgs) {
        return asked().top(psArgs);
    }

    /** Lets the agent go, which waits for those who still read, and so the task end; or stops it where it cannot. */
    @Override
    public synchronized void release() {
        if (isReleased) {
            return;
        }
        isReleased = true;
        if (!stopped.isDone()) {
            try {
                agent.release();
            } catch (EngineException e) {
                LOG.log(System.Logger.Level.DEBUG, "releasing the agent of " + arn, e);
                runs.stop(arn, "its container was released");
            }
        }
        keeper.released();
    }

    /** Ends it over there, whatever it does. */
    void abort(String reason) {
        synchronized (this) {
            isReleased = true;
        }
        runs.stop(arn, reason);
    }

    /** Lets go of it; it goes on. */
    void leave() {
        closed = true;
        if (watcher != null) {
            watcher.interrupt();
        }
        output.end();
        agent.close();
        exit.completeExceptionally(new EngineException(ErrorKind.UNAVAILABLE, "driver ecs: closed"));
    }
}
