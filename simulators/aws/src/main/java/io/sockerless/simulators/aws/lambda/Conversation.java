package io.sockerless.simulators.aws.lambda;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** What passes between one runtime and who invokes it: an invocation at a time, and its answer. Thread-safe. */
final class Conversation {
    enum State {
        /** The runtime has not asked yet. */
        STARTING,
        /** It waits for an event. */
        WAITING,
        /** It has an event. */
        RUNNING,
        /** There is no runtime any more. */
        OVER
    }

    /** @param deadline in milliseconds since 1970 */
    record Turn(Invocation invocation, long deadline) {}

    private final Extensions extensions = new Extensions(this::wake);
    private State state = State.STARTING;
    private Optional<Turn> offered = Optional.empty();
    private Optional<Turn> running = Optional.empty();
    private Optional<Outcome> answer = Optional.empty();
    private Optional<Outcome> initFailure = Optional.empty();
    private Optional<Fault> fault = Optional.empty();
    private long polls;
    /** Whether it is being answered bit by bit. */
    private boolean streaming;
    /** Whether that broke off. */
    private boolean broken;

    /**
     * Of the runtime's side: it waits for an event. Who asks again, asks instead.
     *
     * @param left whether nobody reads the answer
     * @return empty when it has not answered what it has
     * @throws InterruptedException when there will be none for this one
     */
    synchronized Optional<Turn> next(BooleanSupplier left) throws InterruptedException {
        if (state == State.RUNNING && answer.isEmpty()) {
            return Optional.empty();
        }
        if (state != State.OVER) {
            state = State.WAITING;
        }
        extensions.runtimeReady();
        long mine = ++polls;
        notifyAll();
        while (mine == polls && state == State.WAITING && !left.getAsBoolean() && offered.isEmpty()) {
            wait();
        }
        if (mine != polls || state != State.WAITING || left.getAsBoolean()) {
            throw new InterruptedException("no event for this one");
        }
        state = State.RUNNING;
        running = offered;
        offered = Optional.empty();
        return running;
    }

    synchronized void wake() {
        notifyAll();
    }

    /** @return whether the runtime has such an event */
    synchronized boolean answer(String id, Outcome outcome) {
        boolean known =
                running.filter(turn -> turn.invocation().id().equals(id)).isPresent();
        if (state != State.RUNNING || answer.isPresent() || streaming || !known) {
            return false;
        }
        answer = Optional.of(outcome);
        notifyAll();
        return true;
    }

    /** Its answer begins, and is {@link #streamed} or {@link #truncated} later. @return empty when it has no such event */
    synchronized Optional<Turn> respond(String id) {
        if (state != State.RUNNING || answer.isPresent() || streaming) {
            return Optional.empty();
        }
        Optional<Turn> mine = running.filter(turn -> turn.invocation().id().equals(id));
        streaming = mine.isPresent();
        return mine;
    }

    synchronized void streamed(String id, Outcome outcome) {
        streaming = false;
        answer(id, outcome);
    }

    /** Its answer broke off; if the runtime is over as well, it is that which is to be told. */
    synchronized void truncated(String id) {
        streaming = false;
        broken = answer(id, Outcome.failure("Runtime.TruncatedResponse", "The response of the runtime was truncated."));
    }

    /** @return whether that is still to be said */
    synchronized boolean initFailed(byte[] error) {
        if (state != State.STARTING) {
            return false;
        }
        initFailure = Optional.of(Outcome.failure(error));
        notifyAll();
        return true;
    }

    synchronized void over() {
        state = State.OVER;
        notifyAll();
    }

    /** Waits for the end of the beginning. @return whether it has come */
    synchronized boolean begun(Duration longest) throws InterruptedException {
        long end = System.nanoTime() + longest.toNanos();
        while (beginning() && pause(end)) {
            // Until something has changed.
        }
        return !beginning();
    }

    private boolean beginning() {
        return initFailure.isEmpty()
                && fault.isEmpty()
                && state != State.OVER
                && (state == State.STARTING || !extensions.rest());
    }

    /** Waits for the end of the runtime. @return whether it has come */
    synchronized boolean awaitOver(Duration longest) throws InterruptedException {
        long end = System.nanoTime() + longest.toNanos();
        while (state != State.OVER && pause(end)) {
            // Until something has changed.
        }
        return state == State.OVER;
    }

    Extensions extensions() {
        return extensions;
    }

    /** It cannot go on. The first to say so says why. */
    synchronized void fail(Fault why) {
        fault = fault.or(() -> Optional.of(why));
        notifyAll();
    }

    synchronized Optional<Fault> fault() {
        return fault;
    }

    synchronized State state() {
        return state;
    }

    synchronized Optional<Outcome> initFailure() {
        return initFailure;
    }

    /**
     * Gives it the event, and waits until the runtime asks for the next one, is over, or the time is.
     *
     * @param end as {@link System#nanoTime}
     * @return the answer, if there was one
     */
    synchronized Optional<Outcome> give(Turn turn, long end) throws InterruptedException {
        offered = Optional.of(turn);
        running = Optional.empty();
        answer = Optional.empty();
        streaming = false;
        broken = false;
        extensions.invoke(turn);
        notifyAll();
        while (!finished() && pause(end)) {
            // Until something has changed.
        }
        if (broken && state == State.OVER) {
            return Optional.empty();
        }
        return answer.or(() -> initFailure);
    }

    /** Whether the event is answered and the next one asked for. */
    synchronized boolean finished() {
        return state == State.OVER
                || initFailure.isPresent()
                || fault.isPresent()
                || (state == State.WAITING && answer.isPresent() && extensions.rest());
    }

    /** @return whether there is time left */
    private boolean pause(long end) throws InterruptedException {
        long left = end - System.nanoTime();
        if (left <= 0) {
            return false;
        }
        TimeUnit.NANOSECONDS.timedWait(this, left);
        return true;
    }
}
