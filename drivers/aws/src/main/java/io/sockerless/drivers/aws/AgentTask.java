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
import io.sockerless.engine.model.Signal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One run of a container in the cloud, and the agent in it. The agent tells how the command ended; where it cannot,
 * because it never came or went with what it was in, the service does.
 */
abstract class AgentTask implements Task, CanExec, CanPause, CanResize, HasStats, HasTop {
    private static final System.Logger LOG = System.getLogger(AgentTask.class.getName());
    /** How long a request waits for an agent whose connection, or whose daemon, was lost. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    /** And how long the end of a command that was killed is. */
    private static final Duration DYING = Duration.ofSeconds(5);
    /** The exit code of a run whose end nobody saw. */
    static final int UNKNOWN = 255;

    private volatile TaskSpec spec;
    private final String place;
    private final DialedAgent agent;
    private final Output output;
    private final PublishedPorts ports;
    private final Keeper keeper;
    private final CompletableFuture<ExitStatus> exit = new CompletableFuture<>();
    private final CompletableFuture<Void> stopped = new CompletableFuture<>();
    private volatile boolean closed;
    private Thread watcher;
    private boolean isReleased;
    private volatile boolean isUnwanted;
    private volatile Duration patience = PATIENCE;
    private volatile ExitStatus told;
    private volatile String lost = "";
    /** Whether its command was let run, as far as is known here. */
    private volatile boolean ran;

    /** @param place what the service calls it */
    AgentTask(TaskSpec spec, String place, DialedAgent agent, Output output, PublishedPorts ports, Keeper keeper) {
        this.spec = spec;
        this.place = place;
        this.agent = agent;
        this.output = output;
        this.ports = ports;
        this.keeper = keeper;
    }

    /** Waits for its end at the service, and then calls {@link #stopped}. */
    abstract void watch() throws InterruptedException;

    /** Why it is over at the service. */
    abstract String reason();

    /** Why the service itself ended it; empty when it did not. Asked once the command has ended. */
    Optional<String> interruption() {
        return Optional.empty();
    }

    /** Ends it over there, where that can be done. */
    abstract void end(String reason);

    TaskSpec spec() {
        return spec;
    }

    void spec(TaskSpec now) {
        spec = now;
    }

    /** As the container's configuration names it; empty for the image's root. */
    String user() {
        return spec.config().user();
    }

    DialedAgent agent() {
        return agent;
    }

    Output output() {
        return output;
    }

    PublishedPorts ports() {
        return ports;
    }

    CompletableFuture<ExitStatus> exit() {
        return exit;
    }

    /** It is a run of before, whose command may have begun. */
    void ranBefore() {
        ran = true;
    }

    /** Its agent does not come: as long as that is so, requests need not wait for it. */
    void unreached() {
        patience = Duration.ZERO;
    }

    /** Begins to look for its end. */
    void begin() {
        output.begin();
        ports.serving(agent);
        exit.whenComplete((_, _) -> ports.close());
        watcher = Thread.ofVirtual().name("aws-task").start(() -> {
            try {
                watch();
            } catch (InterruptedException _) {
                // Closed.
            }
        });
        Thread.ofVirtual().name("aws-exit").start(this::awaitAgent);
    }

    /**
     * Waits for the agent.
     *
     * @throws EngineException UNAVAILABLE when the run stops first
     */
    void awaitAgentThere() {
        new Arrival(agent, place, stopped).await(() -> closed);
        if (!agent.isConnected() || stopped.isDone()) {
            throw new EngineException(ErrorKind.UNAVAILABLE, "AWS: " + place + " stopped: " + reason());
        }
    }

    /** It is over at the service, which says so of its end. An agent whose command has ended has said everything. */
    void stopped(ExitStatus byService) throws InterruptedException {
        output.end();
        output.await();
        told = byService;
        if (ran && !exit.isDone()) {
            lost = Interruption.with(this, keeper.lost(spec, "its agent has gone with its task"));
        }
        if (exit.complete(byService)) {
            LOG.log(System.Logger.Level.WARNING, "{0} stopped without its agent''s word: {1}", place, reason());
        }
        stopped.complete(null);
        keeper.stopped();
    }

    /** Another daemon has it now, where it goes on. Here nobody can tell any more how it ends. */
    void taken(String by) throws InterruptedException {
        LOG.log(System.Logger.Level.WARNING, "{0} was taken over by daemon {1}", place, by);
        keeper.taken(by);
        output.end();
        output.await();
        lost = "daemon " + by + " has taken this run over";
        stopped.complete(null);
        exit.complete(new ExitStatus(UNKNOWN, false, Instant.now()));
    }

    /** Whether the agent did not say how it ended. */
    boolean endedByService() {
        ExitStatus byService = told;
        return byService != null && exit.isDone() && exit.getNow(byService) == byService;
    }

    private void awaitAgent() {
        try {
            ExitStatus status = agent.awaitExit();
            lost = isUnwanted ? "" : Interruption.with(this, taken());
            if (closed) {
                return; // the next daemon asks again
            }
            output.await();
            exit.complete(status);
        } catch (EngineException e) {
            LOG.log(System.Logger.Level.DEBUG, "the agent of " + place, e);
            if (closed) {
                exit.completeExceptionally(e);
            }
        } catch (InterruptedException _) {
            // The service will say.
        }
    }

    /** Whatever goes wrong with what is left behind, the end itself is told. */
    private String taken() throws InterruptedException {
        try {
            return keeper.ended(spec, agent);
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "what " + place + " has left behind", e);
            return "what this run has left behind is lost: " + e.getMessage();
        }
    }

    /** The agent, once it can be asked. */
    final DialedAgent asked() {
        try {
            if (!agent.isConnected() && !stopped.isDone()) {
                agent.awaitConnected(patience);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        return agent;
    }

    @Override
    public String failure() {
        return lost;
    }

    @Override
    public String containerId() {
        return spec.id();
    }

    @Override
    public Instant start() {
        ran = true;
        keeper.starting();
        try {
            return agent.start();
        } catch (EngineException e) {
            if (e.kind() != ErrorKind.UNAVAILABLE) {
                over(); // so that it can be started anew
            }
            throw e;
        }
    }

    @Override
    public long pid() {
        return 0; // there is none here
    }

    @Override
    public ExitStatus await() throws InterruptedException {
        try {
            return exit.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof EngineException known
                    ? known
                    : EngineException.internal("AWS: " + e.getCause().getMessage(), e);
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
            end("killed, without an agent that could do it");
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

    /** Lets the agent go, which waits for those who still read, and so the run end; or ends it where it cannot. */
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
                LOG.log(System.Logger.Level.DEBUG, "releasing the agent of " + place, e);
                end("its container was released");
            }
        }
        keeper.released();
    }

    /**
     * Kills its command, of which nobody wants anything any more, by the agent.
     *
     * @return whether its end came
     */
    boolean killed() {
        try {
            if (agent.isConnected()) {
                agent.signal(Signal.KILL.number());
                over();
            }
        } catch (EngineException e) {
            LOG.log(System.Logger.Level.DEBUG, "killing " + place, e);
        }
        return ended();
    }

    /** Waits for the end of what nobody wants anything of. */
    private void over() {
        isUnwanted = true;
        try {
            exit.get(DYING.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.log(System.Logger.Level.DEBUG, "the end of " + place, e);
        }
    }

    /** Ends it over there, whatever it does. */
    void abort(String reason) {
        synchronized (this) {
            isReleased = true;
        }
        end(reason);
    }

    /** Lets go of it; it goes on. */
    void leave() {
        closed = true;
        if (watcher != null) {
            watcher.interrupt();
        }
        output.end();
        agent.close();
        exit.completeExceptionally(new EngineException(ErrorKind.UNAVAILABLE, "AWS: closed"));
    }
}
