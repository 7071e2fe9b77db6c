package io.sockerless.engine.oci.registry;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;

/** Transfers that run at the same time, a few at once, each on its own virtual thread; all end with this. */
final class Parallel implements AutoCloseable {
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final Semaphore slots;

    Parallel(int atOnce) {
        slots = new Semaphore(atOnce, true);
    }

    /** Starts work; {@code waiting} is run first if it has to wait for its turn. */
    <T> Future<T> start(Runnable waiting, Callable<T> work) {
        return executor.submit(() -> {
            if (!slots.tryAcquire()) {
                waiting.run();
                slots.acquire();
            }
            try {
                return work.call();
            } finally {
                slots.release();
            }
        });
    }

    /** Waits for work that was started, and throws what it threw. */
    static <T> T await(Future<T> work) throws IOException {
        try {
            return work.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RegistryFailure(RegistryFailure.Cause.OTHER, "context canceled", e);
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case IOException io -> throw io;
                case RuntimeException r -> throw r;
                case Error error -> throw error;
                default -> throw new IllegalStateException(e.getCause());
            }
        }
    }

    /** Stops what still runs, and waits until it did. */
    @Override
    public void close() {
        executor.shutdownNow();
        executor.close();
    }
}
