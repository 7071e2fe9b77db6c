package io.sockerless.frontends.docker;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The expected texts are what Go 1.26's decoder says of the same bytes. */
class JsonComplaintTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
        {                  | unexpected EOF
        {"a"               | unexpected EOF
        {"a":1,            | unexpected EOF
        {"a":1,}           | invalid character '}' looking for beginning of object key string
        {a:1}              | invalid character 'a' looking for beginning of object key string
        {"a" 1}            | invalid character '1' after object key
        {"a":1 "b":2}      | invalid character '"' after object key:value pair
        [1 2]              | invalid character '2' after array element
        [1,]               | invalid character ']' looking for beginning of value
        nul                | unexpected EOF
        nulx               | invalid character 'x' in literal null (expecting 'l')
        trux               | invalid character 'x' in literal true (expecting 'e')
        falsy              | invalid character 'y' in literal false (expecting 'e')
        "ab                | unexpected EOF
        "a\\q"             | invalid character 'q' in string escape code
        "a\\u12g4"         | invalid character 'g' in \\u hexadecimal character escape
        -a                 | invalid character 'a' in numeric literal
        1.x                | invalid character 'x' after decimal point in numeric literal
        1e+x               | invalid character 'x' in exponent of numeric literal
        'a'                | invalid character '\\'' looking for beginning of value
        ]                  | invalid character ']' looking for beginning of value
        {"a":tru}          | invalid character '}' in literal true (expecting 'e')
        {"a":é}            | invalid character 'Ã' looking for beginning of value
        """)
    void saysWhatGoSays(String json, String complaint) {
        assertEquals(complaint, JsonComplaint.of(json.getBytes(StandardCharsets.UTF_8)));
    }

    @ParameterizedTest
    @CsvSource({"10, \\n", "9, \\t", "1, \\x01"})
    void controlCharactersAreShown(int character, String shown) {
        var json = "\"a" + (char) character + "b\"";
        assertEquals(
                "invalid character '" + shown + "' in string literal",
                JsonComplaint.of(json.getBytes(StandardCharsets.UTF_8)));
    }

    @ParameterizedTest
    @CsvSource({"'[', 1000000", "'{\"a\":', 1000000"})
    void depthIsBounded(String part, int times) {
        assertEquals("exceeded max depth", JsonComplaint.of(part.repeat(times).getBytes(StandardCharsets.UTF_8)));
    }
}
