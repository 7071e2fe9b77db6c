package io.sockerless.engine.model;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a container's health check has found.
 *
 * @param failingStreak failed probes since the last good one
 * @param log the last probes, the oldest first
 */
public record Health(Status status, int failingStreak, List<Result> log) {
    /** Of a container that has no health check, or was never started. */
    public static final Health NONE = new Health(Status.NONE, 0, List.of());

    private static final int LONGEST_LOG = 5;

    /** Docker's words, in lower case. */
    public enum Status {
        NONE,
        STARTING,
        HEALTHY,
        UNHEALTHY;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** @param exitCode -1 when the probe did not come to an end of its own */
    public record Result(Instant start, Instant end, int exitCode, String output) {}

    public Health {
        log = List.copyOf(log);
    }

    public boolean exists() {
        return status != Status.NONE;
    }

    public Health with(Status next, int streak) {
        return new Health(next, streak, log);
    }

    /** With one more probe in the log, which forgets the oldest. */
    public Health logged(Result result) {
        List<Result> all = new ArrayList<>(log);
        all.add(result);
        return new Health(status, failingStreak, all.subList(Math.max(0, all.size() - LONGEST_LOG), all.size()));
    }
}
