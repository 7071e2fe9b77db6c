package io.sockerless.frontends.docker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ApiVersionTest {
    @ParameterizedTest
    @ValueSource(strings = {"1.24", "1.30", "1.41", "1.51"})
    void whatIsServed(String text) {
        assertEquals(text, ApiVersion.negotiate(text).toString());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        1.52  | client version 1.52 is too new. Maximum supported API version is 1.51
        2.0   | client version 2.0 is too new. Maximum supported API version is 1.51
        1.23  | client version 1.23 is too old. Minimum supported API version is 1.24, please upgrade your client to a newer version
        0.99  | client version 0.99 is too old. Minimum supported API version is 1.24, please upgrade your client to a newer version
        1.7   | client version 1.7 is too old. Minimum supported API version is 1.24, please upgrade your client to a newer version
        """)
    void whatIsNot(String text, String message) {
        var failure = assertThrows(EngineException.class, () -> ApiVersion.negotiate(text));
        assertEquals(ErrorKind.INVALID, failure.kind());
        assertEquals(message, failure.getMessage());
    }
}
