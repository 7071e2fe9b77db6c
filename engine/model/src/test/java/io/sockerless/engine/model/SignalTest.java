package io.sockerless.engine.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Numbers are Linux's on x86 and arm, signal(7). */
class SignalTest {
    @ParameterizedTest
    @CsvSource({
        "9, 9",
        "KILL, 9",
        "SIGKILL, 9",
        "sigterm, 15",
        "HUP, 1",
        "usr1, 10",
        "CLD, 17",
        "RTMIN, 34",
        "SIGRTMIN+3, 37",
        "RTMAX-1, 63",
        "64, 64",
        "1, 1"
    })
    void namesAndNumbers(String text, int number) {
        assertEquals(number, Signal.parse(text).number());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "-1", "NOPE", "SIG", "9999", "1.5", "RTMIN+99"})
    void noSignals(String text) {
        var failure = assertThrows(EngineException.class, () -> Signal.parse(text));
        assertEquals("Invalid signal: " + text, failure.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"65", "99"})
    void numbersBeyondLinux(String text) {
        var failure = assertThrows(EngineException.class, () -> Signal.parse(text));
        assertEquals("The linux daemon does not support signal " + text, failure.getMessage());
    }
}
