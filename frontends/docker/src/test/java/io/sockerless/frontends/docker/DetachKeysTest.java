package io.sockerless.frontends.docker;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.sockerless.engine.model.EngineException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DetachKeysTest {
    @Test
    void keysAreLettersAndControls() {
        assertArrayEquals(new byte[] {16, 17}, DetachKeys.parse(""));
        assertArrayEquals(new byte[] {1, 'x', 0, 27, 31}, DetachKeys.parse("ctrl-a,x,ctrl-@,ctrl-[,ctrl-_"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ctrl-ä", "ctrl-", "ab", "ctrl-A", ",", "a,", "ctrl-1"})
    void whatIsNoKeyIsRefused(String text) {
        var failure = assertThrows(EngineException.class, () -> DetachKeys.parse(text));
        assertEquals("Invalid detach keys (" + text + ") provided", failure.getMessage());
    }

    /** One piece at a time, as a terminal sends keys; digits stand for the keys 1 and 2. */
    @ParameterizedTest
    @CsvSource({"a12b, a, true", "a1b12, a1b, true", "1112, 11, true", "a1, a1, false", "121, '', true", "21, 21, false"
    })
    void keysEndTheInputWhereverTheyStand(String typed, String passed, boolean detached) throws IOException {
        for (boolean whole : new boolean[] {true, false}) {
            var out = new ByteArrayOutputStream();
            boolean ended = false;
            var in = DetachKeys.watch(source(typed, whole), DetachKeys.parse("1,2"));
            try {
                in.transferTo(out);
            } catch (DetachKeys.Detached e) {
                ended = true;
            }
            assertEquals(detached, ended);
            // What came in one piece with the keys goes with them, as in dockerd.
            if (!whole || !detached) {
                assertEquals(passed, out.toString(StandardCharsets.UTF_8));
            }
        }
    }

    private static InputStream source(String typed, boolean whole) {
        return new ByteArrayInputStream(typed.getBytes(StandardCharsets.UTF_8)) {
            @Override
            public synchronized int read(byte[] target, int offset, int length) {
                return super.read(target, offset, whole ? length : Math.min(length, 1));
            }
        };
    }
}
