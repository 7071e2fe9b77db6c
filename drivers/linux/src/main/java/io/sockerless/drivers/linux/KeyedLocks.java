package io.sockerless.drivers.linux;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/** A lock per name, which exists while somebody holds or wants it. */
final class KeyedLocks {
    private static final class Counted extends ReentrantLock {
        private static final long serialVersionUID = 1L;
        private int users;
    }

    /** Held until closed, by the thread that took it. */
    interface Held extends AutoCloseable {
        @Override
        void close();
    }

    private final Map<String, Counted> locks = new HashMap<>();

    Held lock(String name) {
        Counted lock;
        synchronized (locks) {
            lock = locks.computeIfAbsent(name, _ -> new Counted());
            lock.users++;
        }
        lock.lock();
        return () -> {
            lock.unlock();
            synchronized (locks) {
                if (--lock.users == 0) {
                    locks.remove(name);
                }
            }
        };
    }
}
