package io.sockerless.engine.oci;

/**
 * Hears of a transfer's progress, from one thread at a time and in order. Should return soon: the transfer waits. If it
 * throws (the client went away), the transfer is given up.
 */
@FunctionalInterface
public interface ProgressListener {
    void on(ProgressEvent event);

    /** Hears and forgets. */
    static ProgressListener silent() {
        return _ -> {};
    }
}
