package io.sockerless.simulators.kernel.docker;

/** What the engine refuses, in its own words. */
public final class DockerException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;

    DockerException(int status, String message) {
        super(message);
        this.status = status;
    }

    /** Of something that was there a moment ago. */
    public static DockerException gone() {
        return new DockerException(404, "it is gone");
    }

    public int status() {
        return status;
    }
}
