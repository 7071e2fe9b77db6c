package io.sockerless.drivers.linux.network;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;

/**
 * Removes sandboxes in the background, many at once: the kernel takes its time to acknowledge a deletion. What a sandbox
 * had is free again only when the kernel has nothing of it any more.
 */
final class SandboxCleaner implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(SandboxCleaner.class.getName());

    private final Consumer<List<SandboxRecord>> unpublish;
    private final Consumer<SandboxRecord> dismantle;
    private final LinkedBlockingQueue<SandboxRecord> queue = new LinkedBlockingQueue<>();
    private final Thread thread;
    private int unfinished;

    /**
     * @param unpublish takes the published ports of all of these back
     * @param dismantle removes one sandbox and gives back what it had
     */
    SandboxCleaner(Consumer<List<SandboxRecord>> unpublish, Consumer<SandboxRecord> dismantle) {
        this.unpublish = unpublish;
        this.dismantle = dismantle;
        this.thread = Thread.ofVirtual().name("network-cleaner").start(this::run);
    }

    void submit(SandboxRecord record) {
        synchronized (this) {
            unfinished++;
        }
        queue.add(record);
    }

    /** Waits until all that was submitted is done, as far as it could be. */
    synchronized void awaitIdle() {
        try {
            while (unfinished > 0) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while sandboxes are removed", e);
        }
    }

    private void run() {
        try {
            while (true) {
                List<SandboxRecord> batch = new ArrayList<>();
                batch.add(queue.take());
                queue.drainTo(batch);
                clean(batch);
                synchronized (this) {
                    unfinished -= batch.size();
                    notifyAll();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void clean(List<SandboxRecord> batch) throws InterruptedException {
        if (attempt("unpublish", () -> unpublish.accept(batch))) {
            List<Thread> threads = batch.stream()
                    .map(record -> Thread.ofVirtual()
                            .start(() -> attempt(record.containerId(), () -> dismantle.accept(record))))
                    .toList();
            for (Thread each : threads) {
                each.join();
            }
        }
    }

    /** A sandbox that cannot be removed keeps its record and its address; the next sweep tries again. */
    private static boolean attempt(String what, Runnable work) {
        try {
            work.run();
            return true;
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "removing a sandbox, " + what, e);
            return false;
        }
    }

    /** Finishes what was submitted. */
    @Override
    public void close() {
        awaitIdle();
        thread.interrupt();
    }
}
