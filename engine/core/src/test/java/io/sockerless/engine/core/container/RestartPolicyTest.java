package io.sockerless.engine.core.container;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RestartPolicyTest {
    private static final Duration SHORT = Duration.ofSeconds(9);

    private final RestartPolicy policy = new RestartPolicy();

    @Test
    void thePauseDoublesUpToAMinute() {
        List<Long> millis =
                Stream.generate(() -> policy.next(SHORT).toMillis()).limit(12).toList();
        assertEquals(
                List.of(100L, 200L, 400L, 800L, 1600L, 3200L, 6400L, 12800L, 25600L, 51200L, 60000L, 60000L), millis);
    }

    @Test
    void aRunOfTenSecondsOrAStartByHandBeginsAnew() {
        policy.next(SHORT);
        policy.next(SHORT);
        assertEquals(100, policy.next(Duration.ofSeconds(10)).toMillis());
        assertEquals(200, policy.next(SHORT).toMillis());
        policy.reset();
        assertEquals(100, policy.next(SHORT).toMillis());
    }
}
