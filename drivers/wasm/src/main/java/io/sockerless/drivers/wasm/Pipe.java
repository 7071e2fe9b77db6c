package io.sockerless.drivers.wasm;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Bytes from one side to the other, with room for some; a full one holds the writer back. */
final class Pipe {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final int most;
    private byte[] bytes = new byte[1024];
    private int start;
    private int length;
    private boolean ended;
    private boolean abandoned;

    Pipe(int most) {
        this.most = most;
    }

    /** @return whether there still is a reader */
    boolean write(byte[] from, int offset, int count) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            for (int done = 0; done < count; ) {
                while (length == most && !abandoned) {
                    changed.await();
                }
                if (abandoned) {
                    return false;
                }
                int n = Math.min(count - done, most - length);
                grow(length + n);
                int at = (start + length) % bytes.length;
                int first = Math.min(n, bytes.length - at);
                System.arraycopy(from, offset + done, bytes, at, first);
                System.arraycopy(from, offset + done + first, bytes, 0, n - first);
                length += n;
                done += n;
                changed.signalAll();
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void grow(int needed) {
        if (needed <= bytes.length) {
            return;
        }
        byte[] larger = new byte[Math.min(most, Math.max(needed, 2 * bytes.length))];
        int first = Math.min(length, bytes.length - start);
        System.arraycopy(bytes, start, larger, 0, first);
        System.arraycopy(bytes, 0, larger, first, length - first);
        bytes = larger;
        start = 0;
    }

    /** @return bytes read, -1 at the end */
    int read(byte[] to, int offset, int count) throws InterruptedException {
        if (count == 0) {
            return 0;
        }
        lock.lockInterruptibly();
        try {
            while (length == 0 && !ended && !abandoned) {
                changed.await();
            }
            if (length == 0 || abandoned) {
                return -1;
            }
            int n = Math.min(count, length);
            int first = Math.min(n, bytes.length - start);
            System.arraycopy(bytes, start, to, offset, first);
            System.arraycopy(bytes, 0, to, offset + first, n - first);
            start = (start + n) % bytes.length;
            length -= n;
            changed.signalAll();
            return n;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until a read would not block. */
    boolean awaitReadable(long nanos) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = nanos;
            while (length == 0 && !ended && left > 0) {
                left = changed.awaitNanos(left);
            }
            return length > 0 || ended;
        } finally {
            lock.unlock();
        }
    }

    int available() {
        lock.lock();
        try {
            return length;
        } finally {
            lock.unlock();
        }
    }

    /** No more will be written. */
    void end() {
        lock.lock();
        try {
            ended = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Nobody reads any more. */
    void abandon() {
        lock.lock();
        try {
            abandoned = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    InputStream reader() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] to, int offset, int count) throws IOException {
                try {
                    return Pipe.this.read(to, offset, count);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw (IOException) new InterruptedIOException().initCause(e);
                }
            }

            @Override
            public int available() {
                return Pipe.this.available();
            }

            @Override
            public void close() {
                abandon();
            }
        };
    }
}
