package io.sockerless.engine.core.container;

import io.sockerless.engine.core.Containers.WaitCondition;
import io.sockerless.engine.core.Containers.WaitResult;
import io.sockerless.engine.core.Containers.Waiting;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Those who wait for the end of a container. Guarded by the container's lock. */
final class Waits {
    private final ReentrantLock lock;
    private final Condition changed;
    private long ends;
    private boolean gone;
    private WaitResult last = new WaitResult(0, "");

    Waits(ReentrantLock lock) {
        this.lock = lock;
        this.changed = lock.newCondition();
    }

    /** A run ended. */
    void ended(WaitResult result) {
        ends++;
        last = result;
        changed.signalAll();
    }

    void removed(WaitResult result) {
        gone = true;
        last = result;
        changed.signalAll();
    }

    boolean gone() {
        return gone;
    }

    /** @param running whether a run, or a pause between two by the restart policy, is on */
    Waiting register(WaitCondition condition, boolean running, WaitResult now) {
        boolean already = condition == WaitCondition.NOT_RUNNING && !running;
        if (already || gone) {
            return () -> now;
        }
        long seen = ends;
        return () -> {
            lock.lockInterruptibly();
            try {
                while (!gone && (condition == WaitCondition.REMOVED || ends == seen)) {
                    changed.await();
                }
                return last;
            } finally {
                lock.unlock();
            }
        };
    }

    /** A point in time from which on an end counts. */
    final class Mark {
        private final long seen = ends;

        /** @return whether the run ended, or the container went, within that time */
        boolean await(Duration timeout) throws InterruptedException {
            long left = timeout.toNanos();
            lock.lockInterruptibly();
            try {
                while (!gone && ends == seen && left > 0) {
                    left = changed.awaitNanos(left);
                }
                return gone || ends != seen;
            } finally {
                lock.unlock();
            }
        }

        void await() throws InterruptedException {
            lock.lockInterruptibly();
            try {
                while (!gone && ends == seen) {
                    changed.await();
                }
            } finally {
                lock.unlock();
            }
        }
    }

    Mark mark() {
        return new Mark();
    }
}
