package io.sockerless.drivers.linux;

import io.sockerless.drivers.agent.ShimCreate;
import io.sockerless.drivers.spi.TaskSpec.LogSpec;
import io.sockerless.engine.model.ByteSize;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/**
 * LogConfig of the log drivers that we have. What dockerd complains of when it initialises a driver is told at the start of
 * the container, and not before.
 */
final class LogOptions {
    private static final Set<String> TYPES = Set.of("", "json-file", "local", "none");
    private static final long LOCAL_SIZE = 20 << 20;
    private static final int LOCAL_FILES = 5;
    private static final long BUFFER = 1_000_000;

    private LogOptions() {}

    /** @throws EngineException INVALID in dockerd's words */
    static void checkType(LogSpec log) {
        if (!TYPES.contains(log.type())) {
            throw EngineException.invalid("logger: no log driver named '" + log.type() + "' is registered");
        }
    }

    /** @throws EngineException INTERNAL in dockerd's words */
    static ShimCreate.Log of(LogSpec log, Path path) {
        checkType(log);
        try {
            return switch (log.type()) {
                case "none" -> ShimCreate.Log.NONE;
                case "local" -> local(log, path);
                default -> jsonFile(log, path);
            };
        } catch (EngineException e) {
            throw EngineException.internal("failed to initialize logging driver: " + e.getMessage(), e);
        }
    }

    private static ShimCreate.Log jsonFile(LogSpec log, Path path) {
        Map<String, String> options = log.options();
        long maxSize = options.containsKey("max-size") ? ByteSize.decimal(options.get("max-size")) : 0;
        require(maxSize > 0 || !options.containsKey("max-size"), "max-size must be a positive number");
        int maxFile = options.containsKey("max-file") ? integer(options.get("max-file")) : 1;
        require(maxFile >= 1, "max-file cannot be less than 1");
        boolean compress = options.containsKey("compress") && bool(options.get("compress"));
        require(
                !compress || maxFile > 1 && maxSize > 0,
                "compress cannot be true when max-file is less than 2 or max-size is not set");
        return new ShimCreate.Log(
                "json-file", path.toString(), maxSize, maxFile, compress, log.attributes(), buffer(options));
    }

    private static ShimCreate.Log local(LogSpec log, Path path) {
        Map<String, String> options = log.options();
        long maxSize = explained(
                "invalid value for max-size: ",
                options.get("max-size"),
                () -> options.containsKey("max-size") ? ByteSize.binary(options.get("max-size")) : LOCAL_SIZE);
        int maxFile = explained(
                "invalid value for max-file: ",
                options.get("max-file"),
                () -> options.containsKey("max-file") ? integer(options.get("max-file")) : LOCAL_FILES);
        boolean compress = true;
        if (options.containsKey("compress")) {
            try {
                compress = bool(options.get("compress"));
            } catch (EngineException e) {
                throw new EngineException(e.kind(), "error reading compress log option: " + e.getMessage(), e);
            }
        }
        require(maxFile >= 0, "max file count cannot be less than 0");
        require(!compress || maxFile > 1, "compression cannot be enabled when max file count is " + maxFile);
        return new ShimCreate.Log(
                "json-file", path.toString(), maxSize, Math.max(1, maxFile), compress, Map.of(), buffer(options));
    }

    private static <T> T explained(String what, String value, java.util.function.Supplier<T> reading) {
        try {
            return reading.get();
        } catch (EngineException e) {
            throw new EngineException(e.kind(), what + value + ": " + e.getMessage(), e);
        }
    }

    private static long buffer(Map<String, String> options) {
        if (!options.getOrDefault("mode", "").equals("non-blocking")) {
            return 0;
        }
        return options.containsKey("max-buffer-size") ? ByteSize.binary(options.get("max-buffer-size")) : BUFFER;
    }

    private static int integer(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new EngineException(ErrorKind.INVALID, "strconv.Atoi: parsing \"" + text + "\": invalid syntax", e);
        }
    }

    private static boolean bool(String text) {
        return switch (text) {
            case "1", "t", "T", "true", "TRUE", "True" -> true;
            case "0", "f", "F", "false", "FALSE", "False" -> false;
            default -> throw EngineException.invalid("strconv.ParseBool: parsing \"" + text + "\": invalid syntax");
        };
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw EngineException.invalid(message);
        }
    }
}
