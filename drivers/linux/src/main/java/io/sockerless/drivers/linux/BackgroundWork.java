package io.sockerless.drivers.linux;

import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Work for containers that nobody waits for, until somebody wants the same container again. */
final class BackgroundWork {
    private static final System.Logger LOG = System.getLogger(BackgroundWork.class.getName());

    /** So much may wait; beyond it the cause of more waits itself. */
    private static final int MOST = 64;

    private final Map<String, Thread> threads = new ConcurrentHashMap<>();

    /** For one id in the order of the calls. */
    void start(String id, Runnable work) {
        Thread thread = threads.compute(id, (_, earlier) -> after(earlier, id, work));
        if (threads.size() > MOST) {
            join(thread);
        }
    }

    private Thread after(Thread earlier, String id, Runnable work) {
        return Thread.ofVirtual().name("clean-up").start(() -> {
            try {
                if (earlier != null) {
                    join(earlier);
                }
                work.run();
            } catch (EngineException e) {
                // The container's directory still stands, and the next prepare, delete or start-up tries again.
                LOG.log(System.Logger.Level.WARNING, "cleaning up {0}: {1}", id, e.getMessage());
            } finally {
                threads.remove(id, Thread.currentThread());
            }
        });
    }

    void await(String id) {
        Thread thread = threads.get(id);
        if (thread != null) {
            join(thread);
        }
    }

    void awaitAll() {
        threads.values().forEach(BackgroundWork::join);
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EngineException(ErrorKind.UNAVAILABLE, "interrupted while waiting for a clean-up", e);
        }
    }
}
