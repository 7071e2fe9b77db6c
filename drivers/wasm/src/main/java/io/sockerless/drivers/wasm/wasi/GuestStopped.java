package io.sockerless.drivers.wasm.wasi;

/** A guest's thread was interrupted while the host did something for it. */
public final class GuestStopped extends RuntimeException {
    private static final long serialVersionUID = 1L;

    GuestStopped() {
        super("interrupted", null, false, false);
    }
}
