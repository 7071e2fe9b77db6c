package io.sockerless.simulators.aws.lambda;

import io.sockerless.simulators.aws.lambda.Conversation.State;
import io.sockerless.simulators.aws.lambda.Conversation.Turn;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;

/** One invocation in an environment, with all that is logged about it. */
record Performance(ExecutionEnvironment environment, Invocation invocation, Meter meter, Clock clock) {
    private static final Duration INIT = Duration.ofSeconds(10);
    private static final double NANOS = 1e6;

    /** @param first whether the environment was made for it */
    Outcome perform(boolean first) throws InterruptedException {
        Conversation conversation = environment.conversation();
        FunctionLog log = environment.log();
        log.begin();
        Optional<Double> init = Optional.empty();
        if (first) {
            boolean begun = conversation.begun(INIT);
            init = Optional.of((System.nanoTime() - environment.begun()) / NANOS);
            if (!begun) {
                log.say("INIT_REPORT Init Duration: " + millis(init.get()) + "\tPhase: init\tStatus: timeout");
            }
            environment.settle();
            for (String line : conversation.extensions().told()) {
                log.say(line);
            }
        }
        log.say("START RequestId: " + invocation.id() + " Version: "
                + environment.version().version());
        int timeout = environment.version().timeout();
        long begin = System.nanoTime();
        Turn turn = new Turn(invocation, clock.millis() + timeout * 1000L);
        Optional<Outcome> answer =
                conversation.give(turn, begin + Duration.ofSeconds(timeout).toNanos());
        double took = (System.nanoTime() - begin) / NANOS;
        Optional<Fault> fault = conversation.fault();
        Outcome outcome = fault.isPresent()
                ? failure(fault.get().type(), fault.get().told())
                : answer.isPresent() ? answer.get() : unanswered(timeout);
        long used = environment.memory();
        environment.settle();
        report(outcome, took, init, used);
        log.flush();
        return outcome;
    }

    private Outcome unanswered(int timeout) throws InterruptedException {
        FunctionLog log = environment.log();
        if (environment.conversation().state() != State.OVER) {
            environment.memory();
            environment.shutdown("timeout");
            environment.kill();
            environment.drain();
            String said = String.format(Locale.ROOT, "Task timed out after %d.00 seconds", timeout);
            log.say(clock.instant().truncatedTo(ChronoUnit.MILLIS) + " " + invocation.id() + " " + said + "\n");
            return Outcome.failure(Outcome.TIMED_OUT, "RequestId: " + invocation.id() + " Error: " + said);
        }
        environment.drain();
        return failure(
                Exit.TYPE, environment.exit().map(Exit::told).orElse("Runtime exited without providing a reason"));
    }

    /** Logs it as well. */
    Outcome failure(String type, String told) throws InterruptedException {
        String message = "RequestId: " + invocation.id() + " Error: " + told;
        environment.log().say(message + "\n" + type);
        return Outcome.failure(type, message);
    }

    private void report(Outcome outcome, double took, Optional<Double> init, long used) throws InterruptedException {
        FunctionVersion version = environment.version();
        meter.performed(version.caller(), version.name(), outcome.error(), took);
        double billed = Math.ceil(took + init.orElse(0.0));
        environment.log().say("END RequestId: " + invocation.id());
        environment
                .log()
                .say("REPORT RequestId: " + invocation.id() + "\tDuration: " + millis(took) + "\tBilled Duration: "
                        + (long) billed + " ms\tMemory Size: " + version.memory() + " MB\t"
                        + (used > 0 ? "Max Memory Used: " + used + " MB\t" : "")
                        + init.map(time -> "Init Duration: " + millis(time) + "\t")
                                .orElse("")
                        + outcome.status());
    }

    private static String millis(double time) {
        return String.format(Locale.ROOT, "%.2f ms", time);
    }
}
