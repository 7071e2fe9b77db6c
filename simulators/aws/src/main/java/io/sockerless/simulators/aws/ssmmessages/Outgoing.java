package io.sockerless.simulators.aws.ssmmessages;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.UUID;

/**
 * What is sent to the client, kept until it is acknowledged: sent again when that takes long, and over the next connection
 * when one breaks.
 */
final class Outgoing {
    /** Of messages that are not acknowledged; who has more to say waits. */
    private static final int WINDOW = 64;

    private static final Duration PATIENCE = Duration.ofMillis(300);

    private final Clock clock;
    private final Deque<Sent> unacknowledged = new ArrayDeque<>();
    private Optional<OutputStream> connection = Optional.empty();
    private long next;
    private boolean over;

    private static final class Sent {
        private final long sequence;
        private final byte[] bytes;
        private long time;

        Sent(long sequence, byte[] bytes) {
            this.sequence = sequence;
            this.bytes = bytes;
        }
    }

    Outgoing(Clock clock) {
        this.clock = clock;
    }

    /** Waits while too much is not acknowledged. What is sent after the end is lost. */
    synchronized void send(int payloadType, byte[] payload) throws InterruptedException {
        while (unacknowledged.size() >= WINDOW && !over) {
            wait();
        }
        if (over) {
            return;
        }
        long flags = next == 0 ? 1 : 0;
        AgentMessage message =
                new AgentMessage(AgentMessage.OUTPUT, next, flags, UUID.randomUUID(), payloadType, payload);
        Sent sent = new Sent(next++, message.bytes(clock.millis()));
        unacknowledged.addLast(sent);
        transmit(sent);
    }

    private void transmit(Sent sent) {
        sent.time = System.nanoTime();
        if (connection.isPresent()) {
            try {
                connection.get().write(sent.bytes);
            } catch (IOException _) {
                // The client has left; what it did not get is sent to it when it is back.
                connection = Optional.empty();
            }
        }
    }

    synchronized void acknowledged(long sequence) {
        unacknowledged.removeIf(sent -> sent.sequence == sequence);
        notifyAll();
    }

    /** All that is not acknowledged is sent over it. */
    synchronized void connect(OutputStream other) {
        connection = Optional.of(other);
        unacknowledged.forEach(this::transmit);
    }

    /** Unless there is another connection by now. */
    synchronized void disconnect(OutputStream one) {
        connection = connection.filter(now -> now != one);
    }

    /** Sends the first one again that has waited for long. */
    synchronized void retransmit() {
        Sent first = unacknowledged.peekFirst();
        if (first != null && System.nanoTime() - first.time > PATIENCE.toNanos()) {
            transmit(first);
        }
    }

    /** Whether all is acknowledged. */
    synchronized boolean empty() {
        return unacknowledged.isEmpty();
    }

    /** Waits until all is acknowledged, but not longer than that. */
    synchronized void drain(Duration longest) throws InterruptedException {
        long end = System.nanoTime() + longest.toNanos();
        for (long left = longest.toMillis(); !unacknowledged.isEmpty() && !over && left > 0; ) {
            wait(left);
            left = (end - System.nanoTime()) / 1_000_000;
        }
    }

    synchronized void end() {
        over = true;
        notifyAll();
    }
}
