package io.sockerless.engine.core.container;

import io.sockerless.drivers.spi.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/** Attachments of clients that wait for the container to run. Guarded by the container's lock. */
final class Attachments {
    private final ReentrantLock lock;
    private final List<LateAttachment> waiting = new ArrayList<>();

    Attachments(ReentrantLock lock) {
        this.lock = lock;
    }

    void add(LateAttachment attachment) {
        waiting.add(attachment);
    }

    /** A client left before the container ran. */
    void remove(LateAttachment attachment) {
        lock.lock();
        try {
            waiting.remove(attachment);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Connects all that wait to a task that does not run yet.
     *
     * @return the connected ones
     */
    List<LateAttachment> connect(Task prepared) {
        List<LateAttachment> connected = List.copyOf(waiting);
        waiting.clear();
        connected.forEach(attachment -> attachment.connect(prepared));
        return connected;
    }

    /** The container does not run, and will not. */
    void abandon() {
        List<LateAttachment> abandoned = List.copyOf(waiting);
        waiting.clear();
        abandoned.forEach(LateAttachment::abandon);
    }
}
