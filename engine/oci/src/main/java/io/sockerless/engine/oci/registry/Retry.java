package io.sockerless.engine.oci.registry;

import java.io.IOException;
import java.time.Duration;

/** Tries again what may work the next time. */
final class Retry {
    private final int attempts;
    private final Duration backoff;

    Retry(RegistryConfig config) {
        this.attempts = config.attempts();
        this.backoff = config.backoff();
    }

    /** Something that may fail because of the network. */
    @FunctionalInterface
    interface Attempt<T> {
        T run() throws IOException;
    }

    /** Hears before each pause how long it will be. */
    @FunctionalInterface
    interface Pause {
        void before(Duration pause);
    }

    <T> T run(Attempt<T> attempt) throws IOException {
        return run(attempt, _ -> {});
    }

    <T> T run(Attempt<T> attempt, Pause pause) throws IOException {
        for (int failed = 1; ; failed++) {
            try {
                return attempt.run();
            } catch (RegistryFailure e) {
                if (!e.isTransient() || failed >= attempts) {
                    throw e;
                }
                sleep(failed, pause);
            }
        }
    }

    void sleep(int failed, Pause pause) throws IOException {
        Duration length = backoff.multipliedBy(failed);
        pause.before(length);
        try {
            Thread.sleep(length);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RegistryFailure(RegistryFailure.Cause.OTHER, "context canceled", e);
        }
    }

    int attempts() {
        return attempts;
    }
}
