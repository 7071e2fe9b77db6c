package io.sockerless.frontends.http;

/** The request would need more memory than can be spared now; it may be tried again. */
public final class OverloadedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    OverloadedException(String message) {
        super(message);
    }
}
