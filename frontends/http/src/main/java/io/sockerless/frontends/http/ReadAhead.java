package io.sockerless.frontends.http;

import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Reads a connection on its own virtual thread, at most one piece ahead of the consumer. */
final class ReadAhead {
    private static final int PIECE = 4 << 10;
    private static final byte[] NOTHING = {};

    private final Wire wire;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private byte[] piece = NOTHING;
    private boolean ended;
    private Runnable onEnd = () -> {};

    ReadAhead(Wire wire) {
        this.wire = wire;
        Thread.ofVirtual().name("read-ahead").start(this::run);
    }

    void onEnd(Runnable action) {
        boolean now;
        lock.lock();
        try {
            onEnd = action;
            now = ended;
        } finally {
            lock.unlock();
        }
        if (now) {
            action.run();
        }
    }

    /** The next piece; waits for it; empty at the end. */
    byte[] take() throws IOException {
        lock.lock();
        try {
            while (piece.length == 0 && !ended) {
                changed.await();
            }
            byte[] taken = piece;
            piece = NOTHING;
            changed.signalAll();
            return taken;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClientGoneException("interrupted while reading");
        } finally {
            lock.unlock();
        }
    }

    /** The connection is over: nobody will take any more. */
    void stop() {
        lock.lock();
        try {
            ended = true;
            onEnd = () -> {};
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        byte[] bytes = new byte[PIECE];
        try {
            int count;
            while ((count = wire.read(bytes, 0, bytes.length)) > 0) {
                if (!put(Arrays.copyOf(bytes, count))) {
                    return;
                }
            }
        } catch (IOException _) {
            // A broken connection has ended too; the writer gets to know it by itself.
        }
        Runnable action;
        lock.lock();
        try {
            ended = true;
            action = onEnd;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        action.run();
    }

    private boolean put(byte[] next) {
        lock.lock();
        try {
            while (piece.length != 0 && !ended) {
                changed.await();
            }
            piece = next;
            changed.signalAll();
            return !ended;
        } catch (InterruptedException _) {
            return false;
        } finally {
            lock.unlock();
        }
    }
}
