package io.sockerless.drivers.aws;

import io.sockerless.drivers.agent.dial.DialedAgent;
import io.sockerless.drivers.aws.Invocation.Outcome;
import io.sockerless.drivers.spi.TaskSpec;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import io.sockerless.engine.model.ExitStatus;
import io.sockerless.engine.model.NetworkStatus;
import io.sockerless.engine.model.Signal;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One run of a container as an invocation of its function. */
final class LambdaTask extends AgentTask {
    private static final int KILLED = 128 + Signal.KILL.number();
    private static final int UNKNOWN = 255;
    /** The service ends an invocation a moment after its time is over. */
    private static final Duration MOMENT = Duration.ofSeconds(5);

    private final Instant until;
    private final Optional<Invocation> invocation;
    private volatile Outcome outcome;

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
        outcome = new Outcome.Failed("its time is over, and it has not been heard of");
    }

    LambdaTask watched() {
        begin();
        return this;
    }

    /** How the invocation went, when it is over. */
    Outcome outcome() {
        return outcome;
    }

    @Override
    void watch() throws InterruptedException {
        long left =
                Math.max(0, Duration.between(Instant.now(), until.plus(MOMENT)).toMillis());
        try {
            if (invocation.isPresent()) {
                outcome = invocation.get().outcome().get(left, TimeUnit.MILLISECONDS);
                if (outcome instanceof Outcome.Refused && agent().isConnected()) {
                    // The way of the answer was cut, not the run.
                    sleepUntilOver();
                }
            } else {
                sleepUntilOver();
            }
        } catch (TimeoutException _) {
            // As if it had never been answered.
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
        stopped(status());
    }

    private void sleepUntilOver() throws InterruptedException {
        Thread.sleep(Duration.between(Instant.now(), until.plus(MOMENT)));
        outcome = new Outcome.Failed("its time is over, and it has not been heard of");
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

    /** Only where the agent did not say how the command ended. */
    @Override
    public String failure() {
        return endedByService() && !(outcome instanceof Outcome.Answered) ? "driver lambda: " + reason() : "";
    }

    @Override
    void end(String reason) {
        if (agent().isConnected()) {
            agent().signal(Signal.KILL.number());
            return;
        }
        throw new EngineException(
                ErrorKind.UNAVAILABLE,
                "driver lambda: " + reason + ": Lambda has no way to end an invocation; this one ends by itself at "
                        + until);
    }

    @Override
    public NetworkStatus network() {
        return LambdaNetwork.status(spec(), ports().bindings());
    }
}
