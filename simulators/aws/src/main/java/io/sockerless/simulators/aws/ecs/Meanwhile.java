package io.sockerless.simulators.aws.ecs;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** A part of a launch that is made beside others. It does not go on once it is closed. */
final class Meanwhile<T> implements AutoCloseable {
    private final FutureTask<T> work;
    private final Thread thread;

    private Meanwhile(Callable<T> work) {
        this.work = new FutureTask<>(work);
        thread = Thread.ofVirtual().name("ecs-launch").start(this.work);
    }

    static <T> Meanwhile<T> begin(Callable<T> work) {
        return new Meanwhile<>(work);
    }

    /** Waits for what comes of it. */
    T get() throws LaunchException, InterruptedException {
        try {
            return work.get();
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case LaunchException cause -> throw cause;
                case InterruptedException cause -> throw cause;
                case RuntimeException cause -> throw cause;
                default -> throw new IllegalStateException(e.getCause());
            }
        }
    }

    @Override
    public void close() {
        boolean interrupted = Thread.interrupted();
        thread.interrupt();
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
