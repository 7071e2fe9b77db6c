package io.sockerless.engine.core.container;

import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import java.util.List;
import java.util.Locale;

/**
 * Why a container did not start.
 *
 * @param exitCode 127 when the program is not there, 126 when it cannot be executed, else 128, as a shell would say
 */
record StartFailure(int exitCode, EngineException cause) {
    private static final List<String> MISSING = List.of("executable file", "no such file or directory");

    /** @param program the container's program, to tell its absence from that of something else */
    static StartFailure of(RuntimeException failure, String program) {
        if (!(failure instanceof EngineException engine)) {
            return new StartFailure(
                    128, EngineException.internal("cannot start the container: " + failure.getMessage(), failure));
        }
        String message = engine.getMessage().toLowerCase(Locale.ROOT);
        boolean missing = MISSING.stream().anyMatch(message::contains);
        if (message.contains("permission denied")) {
            return new StartFailure(126, invalid(engine, ""));
        }
        if (message.contains("not a directory")) {
            return new StartFailure(
                    127,
                    invalid(
                            engine,
                            ": Are you trying to mount a directory onto a file (or vice-versa)? Check if the specified"
                                    + " host path exists and is the expected type"));
        }
        if (missing && message.contains(program.toLowerCase(Locale.ROOT))) {
            return new StartFailure(127, invalid(engine, ""));
        }
        return new StartFailure(128, engine);
    }

    private static EngineException invalid(EngineException cause, String hint) {
        return new EngineException(ErrorKind.INVALID, cause.getMessage() + hint, cause);
    }
}
