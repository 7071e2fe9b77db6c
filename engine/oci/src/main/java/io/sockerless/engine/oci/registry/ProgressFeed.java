package io.sockerless.engine.oci.registry;

import io.sockerless.engine.oci.ProgressEvent;
import io.sockerless.engine.oci.ProgressListener;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets many transfers tell one listener of their progress: one at a time, and of the bytes of each not more often than a
 * person can see.
 */
final class ProgressFeed implements ProgressListener {
    private static final long PAUSE = Duration.ofMillis(100).toNanos();

    private final ProgressListener listener;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Long> last = new HashMap<>();

    ProgressFeed(ProgressListener listener) {
        this.listener = listener;
    }

    @Override
    public void on(ProgressEvent event) {
        lock.lock();
        try {
            listener.on(event);
        } finally {
            lock.unlock();
        }
    }

    void message(String id, String text) {
        on(new ProgressEvent.Message(id, text));
    }

    void step(String id, String action) {
        on(new ProgressEvent.Step(id, action));
    }

    /** Tells of bytes if it is time, or if they are all. */
    void bytes(String id, String action, long current, long total) {
        lock.lock();
        try {
            long now = System.nanoTime();
            String key = action + id;
            Long before = last.get(key);
            if (before == null || now - before >= PAUSE || current >= total) {
                last.put(key, now);
                listener.on(new ProgressEvent.Step(id, action, current, total));
            }
        } finally {
            lock.unlock();
        }
    }

    /** Shows how long a transfer will pause. */
    void retrying(String id, Duration pause) {
        long seconds = Math.max(1, pause.toSeconds());
        step(id, "Retrying in " + seconds + " second" + (seconds == 1 ? "" : "s"));
    }
}
