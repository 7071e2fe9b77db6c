package io.sockerless.drivers.docker;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Bytes on the way from one thread to another; a slow reader holds the writer back once they are many. */
final class BoundedPipe extends InputStream {
    private static final int CAPACITY = 1 << 20;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private byte[] ring = new byte[1 << 12];
    private int begin;
    private int held;
    private boolean ended;
    private boolean unwanted;

    /** Takes bytes; those that nobody wants any more are dropped. */
    void put(byte[] bytes, int offset, int length) throws IOException {
        lock.lock();
        try {
            int at = offset;
            while (at < offset + length && !unwanted) {
                if (held == CAPACITY) {
                    changed.await();
                    continue;
                }
                grow(offset + length - at);
                int end = (begin + held) % ring.length;
                int room = Math.min(ring.length - held, ring.length - end);
                int n = Math.min(room, offset + length - at);
                System.arraycopy(bytes, at, ring, end, n);
                held += n;
                at += n;
                changed.signalAll();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        } finally {
            lock.unlock();
        }
    }

    private void grow(int more) {
        int wanted = ring.length;
        while (wanted < CAPACITY && wanted - held < more) {
            wanted *= 2;
        }
        if (wanted > ring.length) {
            byte[] larger = new byte[wanted];
            for (int i = 0; i < held; i++) {
                larger[i] = ring[(begin + i) % ring.length];
            }
            ring = larger;
            begin = 0;
        }
    }

    /** No more will come. */
    void end() {
        lock.lock();
        try {
            ended = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        lock.lock();
        try {
            while (held == 0 && !ended && !unwanted) {
                changed.await();
            }
            if (held == 0 || unwanted) {
                return -1;
            }
            int n = Math.min(length, Math.min(held, ring.length - begin));
            System.arraycopy(ring, begin, bytes, offset, n);
            begin = (begin + n) % ring.length;
            held -= n;
            changed.signalAll();
            return n;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int available() {
        lock.lock();
        try {
            return held;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            unwanted = true;
            held = 0;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
