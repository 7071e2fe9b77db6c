package io.sockerless.simulators.aws.lambda;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * What a function answers bit by bit, on its way from the runtime to who asked. A function that is faster than its client
 * waits for it; one whose client has left goes on for nobody. Thread-safe.
 */
final class StreamedAnswer implements AutoCloseable {
    private static final int ROOM = 16;

    private final Deque<byte[]> waiting = new ArrayDeque<>();
    private Optional<String> type = Optional.empty();
    private Optional<Fleet.Done> done = Optional.empty();
    private Optional<RuntimeException> failure = Optional.empty();
    private boolean left;

    /** Of the runtime's side. @param contentType of what it answers */
    synchronized void begin(String contentType) {
        type = Optional.of(contentType);
        notifyAll();
    }

    /** Of the runtime's side: waits while there is no room for it. */
    synchronized void write(byte[] piece) throws InterruptedException {
        while (waiting.size() >= ROOM && !left && !ended()) {
            wait();
        }
        if (!left && !ended()) {
            waiting.addLast(piece);
            notifyAll();
        }
    }

    /** The invocation is over; what was answered at once is the one piece of it. */
    synchronized void end(Fleet.Done all) {
        if (ended()) {
            return;
        }
        Outcome outcome = all.outcome();
        if (!outcome.error() && outcome.payload().length > 0) {
            waiting.addLast(outcome.payload());
        }
        done = Optional.of(all);
        notifyAll();
    }

    /** There is no invocation, or none any more. */
    synchronized void fail(RuntimeException why) {
        if (!ended()) {
            failure = Optional.of(why);
            notifyAll();
        }
    }

    private boolean ended() {
        return done.isPresent() || failure.isPresent();
    }

    /** Waits until the runtime has begun to answer, or all is over. @throws RuntimeException what it failed with */
    synchronized void awaitBegin() throws InterruptedException {
        while (type.isEmpty() && !ended()) {
            wait();
        }
        requireNoFailure();
    }

    /** What the runtime says that it is; empty where it answered at once. */
    synchronized Optional<String> type() {
        return type;
    }

    /** Waits for it. @return empty at the end */
    synchronized Optional<byte[]> next() throws InterruptedException {
        while (waiting.isEmpty() && !ended()) {
            wait();
        }
        Optional<byte[]> piece = Optional.ofNullable(waiting.pollFirst());
        notifyAll();
        if (piece.isEmpty()) {
            requireNoFailure();
        }
        return piece;
    }

    private void requireNoFailure() {
        if (failure.isPresent()) {
            throw failure.get();
        }
    }

    /** How it ended; at the end only. */
    synchronized Fleet.Done done() {
        return done.orElseThrow();
    }

    /** Nobody reads it any more. */
    @Override
    public synchronized void close() {
        left = true;
        waiting.clear();
        notifyAll();
    }
}
