package io.sockerless.engine.core.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sockerless.engine.model.ContainerConfig;
import io.sockerless.engine.model.Health;
import io.sockerless.engine.model.Health.Result;
import io.sockerless.engine.model.Health.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HealthcheckTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Health STARTING = new Health(Status.STARTING, 0, List.of());

    private static Healthcheck check(Map<String, Object> fields) {
        return Healthcheck.of(new ContainerConfig(Map.of("Healthcheck", fields)))
                .orElseThrow();
    }

    private static Result result(int seconds, int code) {
        Instant at = START.plusSeconds(seconds);
        return new Result(at, at, code, "");
    }

    @Test
    void whatIsNotGivenIsDockersDefault() {
        assertEquals(
                new Healthcheck(
                        List.of("a", "b"),
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(30),
                        Duration.ZERO,
                        Duration.ofSeconds(5),
                        3),
                check(Map.of("Test", List.of("CMD", "a", "b"))));
    }

    @Test
    void aLineIsForTheShell() {
        List<String> line = List.of("CMD-SHELL", "a b");
        assertEquals(
                List.of("/bin/sh", "-c", "a b"), check(Map.of("Test", line)).command());
        ContainerConfig other =
                new ContainerConfig(Map.of("Shell", List.of("/bin/ash", "-ec"), "Healthcheck", Map.of("Test", line)));
        assertEquals(
                List.of("/bin/ash", "-ec", "a b"),
                Healthcheck.of(other).orElseThrow().command());
    }

    @ParameterizedTest
    @CsvSource({"NONE", "CMD", "CMD-SHELL", "ODD", "''"})
    void withoutACommandThereIsNoCheck(String kind) {
        assertTrue(Healthcheck.of(new ContainerConfig(Map.of("Healthcheck", Map.of("Test", List.of(kind)))))
                .isEmpty());
    }

    @Test
    void onlyFailuresInARowCount() {
        Healthcheck twice = check(Map.of("Test", List.of("CMD", "a"), "Retries", 2));
        Health health = twice.judge(STARTING, result(1, 1), START);
        assertEquals(Status.STARTING, health.status());
        health = twice.judge(health, result(2, 0), START);
        assertEquals(Status.HEALTHY, health.status());
        health = twice.judge(health, result(3, 1), START);
        assertEquals(Status.HEALTHY, health.status());
        health = twice.judge(health, result(4, -1), START);
        assertEquals(Status.UNHEALTHY, health.status());
        assertEquals(2, health.failingStreak());
        for (int i = 5; i < 8; i++) {
            health = twice.judge(health, result(i, 1), START);
        }
        assertEquals(5, health.failingStreak());
        assertEquals(List.of(3, 4, 5, 6, 7), seconds(health));
    }

    private static List<Integer> seconds(Health health) {
        return health.log().stream()
                .map(r -> (int) Duration.between(START, r.start()).toSeconds())
                .toList();
    }

    @Test
    void theStartPeriodForgivesUntilItEndsOrTheFirstSuccess() {
        Healthcheck slow = check(Map.of(
                "Test",
                List.of("CMD", "a"),
                "Retries",
                1,
                "StartPeriod",
                10_000_000_000L,
                "StartInterval",
                1_000_000_000L));
        Health forgiven = slow.judge(STARTING, result(9, 1), START);
        assertEquals(Status.STARTING, forgiven.status());
        assertEquals(0, forgiven.failingStreak());
        assertEquals(Duration.ofSeconds(1), slow.pause(forgiven, Duration.ofSeconds(9)));
        assertEquals(Duration.ofSeconds(30), slow.pause(forgiven, Duration.ofSeconds(10)));
        assertEquals(
                Status.UNHEALTHY, slow.judge(forgiven, result(10, 1), START).status());
        Health well = slow.judge(STARTING, result(2, 0), START);
        assertEquals(Duration.ofSeconds(30), slow.pause(well, Duration.ofSeconds(3)));
        assertEquals(Status.UNHEALTHY, slow.judge(well, result(3, 1), START).status());
    }

    @ParameterizedTest
    @CsvSource({"1000000000,1", "5000000000,5", "30000000000,5"})
    void whoNamesNoStartIntervalIsProbedAtLeastAtTheOrdinaryOne(long interval, long seconds) {
        Healthcheck check =
                check(Map.of("Test", List.of("CMD", "a"), "Interval", interval, "StartPeriod", 10_000_000_000L));
        assertEquals(Duration.ofSeconds(seconds), check.pause(STARTING, Duration.ZERO));
    }

    @ParameterizedTest
    @CsvSource({
        "0,0s",
        "999,999ns",
        "1500,1.5µs",
        "300000000,300ms",
        "1500000000,1.5s",
        "30000000000,30s",
        "120000000000,2m0s",
        "3690500000000,1h1m30.5s"
    })
    void durationsReadAsInGo(long nanos, String text) {
        assertEquals(text, GoDuration.text(Duration.ofNanos(nanos)));
    }
}
