package io.sockerless.engine.core.container;

import io.sockerless.engine.model.ContainerConfig;
import io.sockerless.engine.model.Fields;
import io.sockerless.engine.model.Health;
import io.sockerless.engine.model.Health.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A config's health check with Docker's defaults filled in.
 *
 * @param startInterval how often a container is probed that is still within its start period
 */
record Healthcheck(
        List<String> command,
        Duration interval,
        Duration timeout,
        Duration startPeriod,
        Duration startInterval,
        long retries) {
    private static final Duration START_INTERVAL = Duration.ofSeconds(5);
    private static final List<String> SHELL = List.of("/bin/sh", "-c");

    /** Empty for none, and for a kind that is unknown, which dockerd ignores. */
    static Optional<Healthcheck> of(ContainerConfig config) {
        Map<String, Object> given = config.healthcheck();
        Duration interval = duration(given, "Interval", Duration.ofSeconds(30));
        // Older versions of dockerd knew no start interval: nobody who is not asked is probed less often than there.
        Duration startInterval = interval.compareTo(START_INTERVAL) < 0 ? interval : START_INTERVAL;
        return command(config, Fields.strings(given, "Test"))
                .map(command -> new Healthcheck(
                        command,
                        interval,
                        duration(given, "Timeout", Duration.ofSeconds(30)),
                        duration(given, "StartPeriod", Duration.ZERO),
                        duration(given, "StartInterval", startInterval),
                        Fields.integer(given, "Retries") > 0 ? Fields.integer(given, "Retries") : 3));
    }

    private static Optional<List<String>> command(ContainerConfig config, List<String> test) {
        if (test.size() < 2) {
            return Optional.empty();
        }
        List<String> rest = test.subList(1, test.size());
        return switch (test.getFirst()) {
            case "CMD" -> Optional.of(rest);
            case "CMD-SHELL" -> {
                List<String> command = new ArrayList<>(config.shell().isEmpty() ? SHELL : config.shell());
                command.addAll(rest);
                yield Optional.of(command);
            }
            default -> Optional.empty();
        };
    }

    private static Duration duration(Map<String, Object> given, String name, Duration otherwise) {
        long nanos = Fields.integer(given, name);
        return nanos == 0 ? otherwise : Duration.ofNanos(nanos);
    }

    /** How long to wait for the next probe. */
    Duration pause(Health now, Duration sinceStart) {
        boolean starting = now.status() == Status.STARTING && sinceStart.compareTo(startPeriod) < 0;
        return starting ? startInterval : interval;
    }

    /** What a probe makes of the health. Failures within the start period do not count. */
    Health judge(Health before, Health.Result result, Instant startedAt) {
        Health logged = before.logged(result);
        if (result.exitCode() == 0) {
            return logged.with(Status.HEALTHY, 0);
        }
        boolean forgiven = before.status() == Status.STARTING
                && Duration.between(startedAt, result.start()).compareTo(startPeriod) < 0;
        if (forgiven) {
            return logged;
        }
        int streak = before.failingStreak() + 1;
        return logged.with(streak >= retries ? Status.UNHEALTHY : before.status(), streak);
    }
}
