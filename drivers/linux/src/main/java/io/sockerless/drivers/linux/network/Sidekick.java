package io.sockerless.drivers.linux.network;

import java.util.Optional;

/** Work on a thread of its own beside the caller's. */
final class Sidekick {
    /** Work that is done. */
    static final Sidekick NOTHING = start("nothing", () -> {});

    private final Thread thread;
    private volatile Optional<RuntimeException> failure = Optional.empty();

    private Sidekick(String name, Runnable work) {
        thread = Thread.ofVirtual().name(name).unstarted(() -> {
            try {
                work.run();
            } catch (RuntimeException e) {
                failure = Optional.of(e);
            }
        });
    }

    static Sidekick start(String name, Runnable work) {
        Sidekick sidekick = new Sidekick(name, work);
        sidekick.thread.start();
        return sidekick;
    }

    /** Waits for the end. An interrupt is kept for later: the work itself ends soon. */
    void join() {
        boolean interrupted = false;
        while (true) {
            try {
                thread.join();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** After {@link #join}. */
    void rethrow() {
        if (failure.isPresent()) {
            throw failure.get();
        }
    }
}
