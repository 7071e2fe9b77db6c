package io.sockerless.drivers.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * How a container ended.
 *
 * @param code 0..255; 128 + n when signal n ended it
 * @param oom whether the kernel killed one of its processes for lack of memory
 * @param startedAt {@link Instant#EPOCH} or earlier when it never started
 * @param error what went wrong beside it, for example with the log; else empty
 */
public record ShimExit(int code, boolean oom, Instant startedAt, Instant finishedAt, String error) {
    public ShimExit {
        error = error == null ? "" : error;
    }

    /** Reads the record that a shim leaves in its directory; empty while the container has not ended. */
    public static Optional<ShimExit> read(Path shimDirectory) throws IOException {
        try {
            byte[] content = Files.readAllBytes(shimDirectory.resolve("exit.json"));
            return Optional.of(AgentJson.MAPPER.readValue(content, ShimExit.class));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }
}
