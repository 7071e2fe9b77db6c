package io.sockerless.frontends.docker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.sockerless.engine.model.EngineException;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimesTest {
    @ParameterizedTest
    @CsvSource({
        "1700000000, 2023-11-14T22:13:20Z",
        "1700000000.5, 2023-11-14T22:13:20.500Z",
        "1700000000.000000001, 2023-11-14T22:13:20.000000001Z",
        "1700000000.1234567899, 2023-11-14T22:13:20.123456789Z",
        "-1, 1969-12-31T23:59:59Z"
    })
    void secondsWithAFraction(String text, String time) {
        assertEquals(Optional.of(Instant.parse(time)), Times.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0"})
    void none(String text) {
        assertEquals(Optional.empty(), Times.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"lately", "1e9", "1.", "1.x", ".5", "99999999999999999999", "9223372036854775807"})
    void whatIsNoTimeIsRefused(String text) {
        assertThrows(EngineException.class, () -> Times.parse(text));
    }
}
