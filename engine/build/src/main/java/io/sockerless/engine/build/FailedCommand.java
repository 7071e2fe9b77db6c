package io.sockerless.engine.build;

/** A command of {@code RUN} that ended with another code than 0. */
public final class FailedCommand extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String command;
    private final int code;

    FailedCommand(String command, int code) {
        super("The command '" + command + "' returned a non-zero code: " + code);
        this.command = command;
        this.code = code;
    }

    public String command() {
        return command;
    }

    public int code() {
        return code;
    }
}
