package io.sockerless.engine.build;

import io.sockerless.engine.model.EngineException;
import java.util.concurrent.locks.ReentrantLock;

/** Ends a build from another thread: what runs is killed, and no further step begins. */
public final class Cancellation {
    private final ReentrantLock lock = new ReentrantLock();
    private Runnable kill = () -> {};
    private boolean cancelled;

    public void cancel() {
        lock.lock();
        try {
            cancelled = true;
            kill.run();
        } finally {
            lock.unlock();
        }
    }

    boolean cancelled() {
        lock.lock();
        try {
            return cancelled;
        } finally {
            lock.unlock();
        }
    }

    /** @throws EngineException if the build was cancelled */
    void check() {
        if (cancelled()) {
            throw EngineException.conflict("the build was cancelled");
        }
    }

    /** From now on, or at once if the build was cancelled before. */
    void killing(Runnable action) {
        lock.lock();
        try {
            kill = action;
            if (cancelled) {
                kill.run();
            }
        } finally {
            lock.unlock();
        }
    }
}
