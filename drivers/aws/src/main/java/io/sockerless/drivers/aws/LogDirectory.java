package io.sockerless.drivers.aws;

import io.sockerless.engine.model.EngineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** A container's log with its rotated predecessors. */
final class LogDirectory {
    private LogDirectory() {}

    /** Idempotent. */
    static void remove(Path directory) {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(directory);
        } catch (IOException e) {
            throw EngineException.internal("AWS: removing " + directory + ": " + e.getMessage(), e);
        }
    }
}
