package io.sockerless.engine.build;

/** A command of {@code RUN} that ended with another code than 0. */
public final class FailedCommand extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int code;

    FailedCommand(String message, int code) {
        super(message);
        this.code = code;
    }

    public int code() {
        return code;
    }
}
