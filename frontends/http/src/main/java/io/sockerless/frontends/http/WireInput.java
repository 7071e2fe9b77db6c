package io.sockerless.frontends.http;

import java.io.IOException;
import java.util.Arrays;

/**
 * The bytes that come from a client. Normally the thread that wants them reads the wire itself. Once {@link #watch}
 * was called, a virtual thread of its own reads ahead for the rest of the connection, so that the end of the connection
 * is noticed while nobody reads.
 */
final class WireInput {
    private static final int BUFFER = 16 << 10;
    private static final int PIECE = 4 << 10;
    private static final byte[] EMPTY = {};

    private final Wire wire;
    private byte[] buffer = EMPTY;
    private int position;
    private int limit;
    private boolean ended;
    private ReadAhead ahead;

    WireInput(Wire wire) {
        this.wire = wire;
    }

    /** What is there, waiting for at least one byte; null at the end. */
    byte[] take() throws IOException {
        if (position == limit && ahead == null && !ended) {
            // Most connections wait here most of the time, so that this must be all they hold.
            byte[] piece = new byte[PIECE];
            int count = receive(piece, 0, piece.length);
            return count < 0 ? null : Arrays.copyOf(piece, count);
        }
        if (position == limit && !fill()) {
            return null;
        }
        byte[] taken = Arrays.copyOfRange(buffer, position, limit);
        position = limit;
        return taken;
    }

    /** Gives back what {@link #take} gave too much of. Nothing else may be left unread. */
    void giveBack(byte[] bytes) {
        if (position != limit) {
            throw new IllegalStateException("unread bytes would be overtaken");
        }
        buffer = bytes;
        position = 0;
        limit = bytes.length;
    }

    /** @return -1 at the end */
    int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (position == limit) {
            // Large reads go straight into the caller's array.
            if (ahead == null && length >= BUFFER) {
                return receive(target, offset, length);
            }
            if (!fill()) {
                return -1;
            }
        }
        int count = Math.min(length, limit - position);
        System.arraycopy(buffer, position, target, offset, count);
        position += count;
        return count;
    }

    int read() throws IOException {
        return position == limit && !fill() ? -1 : buffer[position++] & 0xff;
    }

    /**
     * Calls {@code onEnd} once when the client ends its side. Bytes that come meanwhile are kept for later reads.
     */
    void watch(Runnable onEnd) {
        if (ahead == null) {
            if (position == limit) {
                buffer = EMPTY;
                position = 0;
                limit = 0;
            }
            ahead = new ReadAhead(wire);
        }
        ahead.onEnd(onEnd);
    }

    /** Stops telling about the end. */
    void unwatch() {
        if (ahead != null) {
            ahead.onEnd(() -> {});
        }
    }

    /** The connection is over. */
    void stop() {
        if (ahead != null) {
            ahead.stop();
        }
    }

    private boolean fill() throws IOException {
        if (ended) {
            return false;
        }
        int count;
        if (ahead != null) {
            byte[] next = ahead.take();
            buffer = next;
            count = next.length == 0 ? -1 : next.length;
        } else {
            if (buffer.length < BUFFER) {
                buffer = new byte[BUFFER];
            }
            count = receive(buffer, 0, buffer.length);
        }
        position = 0;
        limit = Math.max(count, 0);
        return count > 0;
    }

    private int receive(byte[] target, int offset, int length) throws IOException {
        try {
            int count = wire.read(target, offset, length);
            ended |= count < 0;
            return count;
        } catch (IOException e) {
            throw new ClientGoneException(e);
        }
    }
}
