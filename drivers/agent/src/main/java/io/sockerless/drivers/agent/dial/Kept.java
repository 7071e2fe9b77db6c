package io.sockerless.drivers.agent.dial;

/**
 * The end of a stream of bytes that may be needed again, in as little memory as it takes: a power of two, as a ring.
 * Positions count from the beginning of the stream. Used under a lock.
 */
final class Kept {
    private static final int LEAST = 4 << 10;
    /** More than that is given back when nothing is kept. */
    private static final int LARGE = 32 << 10;

    private byte[] ring = new byte[LEAST];
    private long begin;
    private long end;

    long begin() {
        return begin;
    }

    long end() {
        return end;
    }

    void append(byte[] from, int offset, int length) {
        room(length);
        int at = at(end);
        int first = Math.min(length, ring.length - at);
        System.arraycopy(from, offset, ring, at, first);
        System.arraycopy(from, offset + first, ring, 0, length - first);
        end += length;
    }

    private void room(int more) {
        long needed = end - begin + more;
        if (needed > ring.length) {
            int size = ring.length;
            while (size < needed) {
                size *= 2;
            }
            byte[] larger = new byte[size];
            for (long position = begin; position < end; ) {
                int run = (int) Math.min(end - position, ring.length - at(position));
                int to = (int) (position & (size - 1));
                int fits = Math.min(run, size - to);
                System.arraycopy(ring, at(position), larger, to, fits);
                position += fits;
            }
            ring = larger;
        }
    }

    private int at(long position) {
        return (int) (position & (ring.length - 1));
    }

    /** Bytes from a position on, as many as there are or {@code to} has room for. */
    int copy(long position, byte[] to) {
        int length = (int) Math.min(end - position, to.length);
        int at = at(position);
        int first = Math.min(length, ring.length - at);
        System.arraycopy(ring, at, to, 0, first);
        System.arraycopy(ring, 0, to, first, length - first);
        return length;
    }

    /** What is before a position is not needed again. */
    void forget(long before) {
        begin = before;
        if (begin == end && ring.length > LARGE) {
            ring = new byte[LEAST];
        }
    }
}
