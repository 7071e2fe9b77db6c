package io.sockerless.drivers.logs;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Tells followers of one task's log that there may be more, and that there will be no more. */
public final class LogGrowth {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private long version;
    private boolean ended;

    /** The log has grown, or a follower has to look up for another reason. */
    public void grown() {
        lock.lock();
        try {
            version++;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Everything is in the log. */
    public void end() {
        lock.lock();
        try {
            ended = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    long version() {
        lock.lock();
        try {
            return version;
        } finally {
            lock.unlock();
        }
    }

    boolean ended() {
        lock.lock();
        try {
            return ended;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until something has happened since {@code seen} was the version, or the end. */
    void await(long seen) throws InterruptedException {
        lock.lock();
        try {
            while (version == seen && !ended) {
                changed.await();
            }
        } finally {
            lock.unlock();
        }
    }
}
