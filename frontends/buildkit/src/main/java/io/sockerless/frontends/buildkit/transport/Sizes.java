package io.sockerless.frontends.buildkit.transport;

/** BuildKit's own limits. */
final class Sizes {
    static final int MESSAGE = 16 << 20;
    /** Errors travel with the text that they are about. */
    static final int METADATA = 1 << 20;

    private Sizes() {}
}
