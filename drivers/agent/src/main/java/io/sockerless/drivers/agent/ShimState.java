package io.sockerless.drivers.agent;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a shim knows about its container.
 *
 * @param status none, creating, created, running or exited
 * @param pid of the container's first process in the host's pid namespace; 0 once it has ended
 */
public record ShimState(
        String status,
        long pid,
        Optional<Instant> startedAt,
        Optional<Instant> finishedAt,
        int code,
        boolean oom,
        List<Exec> execs) {
    public ShimState {
        execs = List.copyOf(execs);
    }

    /** One exec; {@code code} counts once it is no longer running. */
    public record Exec(String execId, long pid, boolean running, int code) {}
}
