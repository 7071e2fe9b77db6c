package io.sockerless.drivers.shell.syntax;

/** Something that is no shell script. The message is as dash words it. */
public final class SyntaxError extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final int line;

    public SyntaxError(int line, String message) {
        super(message, null, false, false);
        this.line = line;
    }

    public int line() {
        return line;
    }
}
