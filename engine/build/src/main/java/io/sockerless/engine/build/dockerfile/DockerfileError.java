package io.sockerless.engine.build.dockerfile;

import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import java.util.Optional;

/**
 * What is wrong with a Dockerfile. It is the cause of the {@link EngineException} that a client sees, whose message is that
 * of Docker's classic builder; here is what it takes to say the same in the words of BuildKit.
 */
public final class DockerfileError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String classic;
    private final int line;

    private DockerfileError(int line, String classic, String buildkit) {
        super(buildkit, null, false, false);
        this.classic = classic;
        this.line = line;
    }

    static DockerfileError of(String text) {
        return new DockerfileError(0, text, text);
    }

    /** For the few texts that were changed since the classic builder. */
    static DockerfileError of(String classic, String buildkit) {
        return new DockerfileError(0, classic, buildkit);
    }

    /** Of text that cannot be read as instructions at all; the classic builder does not name the line then. */
    EngineException unreadable(int at) {
        return new EngineException(
                ErrorKind.INVALID,
                "failed to parse Dockerfile: " + classic,
                new DockerfileError(at, classic, getMessage()));
    }

    /** Of an instruction that can be read, but means nothing. */
    EngineException invalid(int at) {
        return new EngineException(
                ErrorKind.INVALID,
                "dockerfile parse error line " + at + ": " + classic,
                new DockerfileError(at, classic, "dockerfile parse error on line " + at + ": " + getMessage()));
    }

    EngineException plain(int at) {
        return new EngineException(ErrorKind.INVALID, classic, new DockerfileError(at, classic, getMessage()));
    }

    /** What is known beside the message of an exception that this package has thrown. */
    public static Optional<DockerfileError> of(EngineException e) {
        return e.getCause() instanceof DockerfileError error ? Optional.of(error) : Optional.empty();
    }

    /** From 1; 0 if it is no line's fault. */
    public int line() {
        return line;
    }

    /** The message as BuildKit words it. */
    public String buildkit() {
        return getMessage();
    }
}
