package io.sockerless.drivers.aws;

import io.sockerless.drivers.agent.dial.DialedAgent;
import io.sockerless.drivers.aws.Invocation.Outcome;
import io.sockerless.drivers.spi.Channel;
import io.sockerless.drivers.spi.TaskSpec;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ExitStatus;
import io.sockerless.engine.model.NetworkStatus;
import io.sockerless.engine.model.Signal;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One run of a container as an invocation of its function. */
final class LambdaTask extends AgentTask {
    private static final int KILLED = 128 + Signal.KILL.number();
    private static final int UNKNOWN = 255;
    /** The service ends an invocation a moment after its time is over. */
    private static final Duration MOMENT = Duration.ofSeconds(5);

    private static final Outcome UNHEARD = new Outcome.Failed("its time is over, and it has not been heard of");

    private final Instant until;
    private final Optional<Invocation> invocation;
    private volatile Outcome outcome;
    private volatile boolean met;
    private volatile boolean disowned;

    /** @param invocation empty when a daemon of before asked for it: nobody is told the answer then */
    LambdaTask(
            TaskSpec spec,
            Instant until,
            Optional<Invocation> invocation,
            DialedAgent agent,
            Output output,
            PublishedPorts ports,
            Keeper keeper) {
        super(spec, "function " + LambdaFunctions.name(spec.id()), agent, output, ports, keeper);
        this.until = until;
        this.invocation = invocation;
        outcome = UNHEARD;
    }

    LambdaTask watched() {
        begin();
        return this;
    }

    /**
     * Waits for the agent.
     *
     * @throws EngineException UNAVAILABLE when the invocation ends first
     */
    void awaitReady() {
        awaitAgentThere();
        met = true;
    }

    /** How the invocation went, when it is over. */
    Outcome outcome() {
        return outcome;
    }

    @Override
    public Exec exec(ExecSpec exec, Set<Channel> channels) {
        LambdaValidation.user(exec.user());
        return super.exec(exec, channels);
    }

    @Override
    void watch() throws InterruptedException {
        Outcome told = answer();
        if (!disowned) {
            outcome = told;
            stopped(status());
        }
    }

    /** As the service says; where it says nothing, when the time is over. */
    private Outcome answer() throws InterruptedException {
        if (invocation.isPresent()) {
            try {
                Outcome told = invocation.get().outcome().get(left(), TimeUnit.MILLISECONDS);
                if (!(told instanceof Outcome.Refused) || !met && !agent().isConnected()) {
                    return told;
                }
                // The way of the answer was cut, not the run.
            } catch (TimeoutException _) {
                return UNHEARD;
            } catch (ExecutionException e) {
                throw new IllegalStateException(e);
            }
        }
        Thread.sleep(left());
        return UNHEARD;
    }

    private long left() {
        return Math.max(0, Duration.between(Instant.now(), until.plus(MOMENT)).toMillis());
    }

    private ExitStatus status() {
        return switch (outcome) {
            case Outcome.Answered answered -> new ExitStatus(answered.code(), answered.oom(), Instant.now());
            case Outcome.Failed failed ->
                new ExitStatus(KILLED, failed.message().contains("OutOfMemory"), Instant.now());
            case Outcome.Refused _ -> new ExitStatus(UNKNOWN, false, Instant.now());
        };
    }

    @Override
    String reason() {
        return switch (outcome) {
            case Outcome.Answered answered ->
                answered.error().isEmpty() ? "exit code " + answered.code() : answered.error();
            case Outcome.Failed failed -> failed.message();
            case Outcome.Refused refused -> refused.why().getMessage();
        };
    }

    /** Where the agent did not say how the command ended, and what is lost with it. */
    @Override
    public String failure() {
        String own = endedByService() && !(outcome instanceof Outcome.Answered) ? "driver lambda: " + reason() : "";
        String lost = super.failure();
        return own.isEmpty() || lost.isEmpty() ? own + lost : own + "; " + lost;
    }

    /**
     * By its agent. Without one the run is disowned, for Lambda has no way to end an invocation: its agent is not let in any
     * more and takes that for the end, if it is there at all.
     */
    @Override
    void end(String reason) {
        if (agent().isConnected()) {
            agent().signal(Signal.KILL.number());
            return;
        }
        disowned = true;
        outcome = new Outcome.Failed(reason + "; the invocation ends by itself, at " + until + " at the latest");
        try {
            stopped(status());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public NetworkStatus network() {
        return LambdaNetwork.status(spec(), ports().bindings());
    }
}
