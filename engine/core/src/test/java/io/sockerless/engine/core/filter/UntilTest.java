package io.sockerless.engine.core.filter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.sockerless.engine.model.EngineException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class UntilTest {
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");

    @Test
    void secondsDurationsAndDates() {
        assertEquals(Instant.ofEpochSecond(1700000000L, 250_000_000), Until.parse("1700000000.25", NOW));
        assertEquals(NOW.minus(Duration.ofMinutes(90)), Until.parse("1h30m", NOW));
        assertEquals(NOW.minus(Duration.ofMillis(1500)), Until.parse("1.5s", NOW));
        assertEquals(Instant.parse("2026-01-02T00:00:00Z"), Until.parse("2026-01-02", NOW));
        assertEquals(Instant.parse("2026-01-02T01:00:00Z"), Until.parse("2026-01-02T03:00:00+02:00", NOW));
        assertEquals(Instant.parse("2026-01-02T03:04:05Z"), Until.parse("2026-01-02T03:04:05", NOW));
    }

    @Test
    void anythingElseIsRefused() {
        for (String text : new String[] {"later", "", "1x", "2026-13-01", "-5", "1h30"}) {
            EngineException e = assertThrows(EngineException.class, () -> Until.parse(text, NOW), text);
            assertEquals("failed to parse value as time or duration: \"" + text + "\"", e.getMessage());
        }
    }
}
