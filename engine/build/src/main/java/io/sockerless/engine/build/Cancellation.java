package io.sockerless.engine.build;

import io.sockerless.engine.model.EngineException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/** Ends a build from another thread: what runs is killed, and no further step begins. */
public final class Cancellation {
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Thread, Runnable> kills = new HashMap<>();
    private boolean cancelled;

    public void cancel() {
        lock.lock();
        try {
            cancelled = true;
            kills.values().forEach(Runnable::run);
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

    /** What ends that which the calling thread is about: from now on, or at once if the build was cancelled before. */
    void killing(Runnable action) {
        lock.lock();
        try {
            kills.put(Thread.currentThread(), action);
            if (cancelled) {
                action.run();
            }
        } finally {
            lock.unlock();
        }
    }
}
