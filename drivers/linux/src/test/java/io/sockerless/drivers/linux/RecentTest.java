package io.sockerless.drivers.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class RecentTest {
    private Instant now = Instant.EPOCH;
    private int asked;

    private final Clock clock = new Clock() {
        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    };

    @Test
    void isAskedAgainWhenTooOldOrTheClockWentBack() {
        Recent<Integer> recent = new Recent<>(() -> ++asked, Duration.ofSeconds(1), clock);
        assertEquals(1, recent.get());
        now = now.plusMillis(999);
        assertEquals(1, recent.get());
        now = now.plusMillis(1);
        assertEquals(2, recent.get());
        now = now.minusSeconds(5);
        assertEquals(3, recent.get());
    }
}
