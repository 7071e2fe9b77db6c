package io.sockerless.engine.build.dockerfile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.sockerless.engine.model.EngineException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpanderTest {
    private final Expander expander = new Expander(
            '\\', Map.of("X", "xxyy", "E", "", "P", "/a/b.tar.gz", "S", "a b", "한", "글", "A", "x", "W", "a*b?c"));

    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            quoteCharacter = '~',
            value = {
                "$X => xxyy",
                "${X} => xxyy",
                "a$X.b => axxyy.b",
                "$한 => 글",
                "$1x => x",
                "$. => $.",
                "a$ => a$",
                "\\$X => $X",
                "\\\\$X => \\xxyy",
                "'$X' => $X",
                "\"$X\" => xxyy",
                "\"'$X'\" => 'xxyy'",
                "\"\\$X\" => $X",
                "'\\$X' => \\$X",
                "a\\tb => atb",
                "\"a\\tb\" => a\\tb",
                "\"a\\\\b\" => a\\b",
                "\"\\\"\" => \"",
                "a\\ => a",
                "${N:-w} => w",
                "${E:-w} => w",
                "${X:-w} => xxyy",
                "${N-w} => w",
                "${E-w} => ~~",
                "${N:-${X}z} => xxyyz",
                "${N:-'a}b'} => a}b",
                "${N:-\"$X\"} => xxyy",
                "${X:+w} => w",
                "${E:+w} => ~~",
                "${N:+w} => ~~",
                "${E+w} => w",
                "${N+w} => ~~",
                "${X?} => xxyy",
                "${E?} => ~~",
                "${X:?m} => xxyy",
                "${X}} => xxyy}",
                "\\${X} => ${X}",
                "${X#x} => xyy",
                "${X#*x} => xyy",
                "${X##*x} => yy",
                "${X#$A} => xyy",
                "${X#} => xxyy",
                "${X#z} => xxyy",
                "${P%.*} => /a/b.tar",
                "${P%%.*} => /a/b",
                "${P##*/} => b.tar.gz",
                "${P%/*} => /a",
                "${X%x} => xxyy",
                "${W#a\\*} => b?c",
                "${W%\\?c} => a*b",
                "${W#a?} => b?c",
                "${N#x} => ~~",
                "${P/\\//-} => -a/b.tar.gz",
                "${P//\\//-} => -a-b.tar.gz",
                "${X/x/} => xyy",
                "${X//x/z} => zzyy",
                "${X/x*/z} => z",
                "${W//\\?/$A} => a*bxc",
                "${N/a/b} => ~~",
                "a<<b => a<<b"
            })
    void expands(String word, String expected) {
        assertEquals(expected, expander.expand(word));
    }

    /** The first nine: dockerd 20.10.24, by ENV; the others are of forms that it does not know. */
    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            quoteCharacter = '~',
            value = {
                "${ => syntax error: missing '}'",
                "${X => missing ':' in substitution",
                "${X:x} => unsupported modifier (x) in substitution",
                "${N?msg} => N: msg",
                "${N:?} => N: is not allowed to be unset",
                "${E:?} => E: is not allowed to be empty",
                "${} => syntax error: bad substitution",
                "\"b => unexpected end of statement while looking for matching double-quote",
                "'b => unexpected end of statement while looking for matching single-quote",
                "${N?} => N: is not allowed to be unset",
                "${{X} => syntax error: bad substitution",
                "${X:-b => syntax error: missing '}'",
                "${X:#x} => unsupported modifier (#) in substitution",
                "${X&x} => missing ':' in substitution",
                "${X/a} => syntax error: missing '/' in ${}",
                "${X/a/b => syntax error: missing '}'",
                "${X#\\a} => invalid pattern (\\a) in substitution: invalid escape '\\a'"
            })
    void refuses(String word, String why) {
        EngineException e = assertThrows(EngineException.class, () -> expander.expand(word));
        assertEquals("failed to process " + Words.quote(word) + ": " + why, e.getMessage());
    }

    @Test
    void splitsIntoWords() {
        assertEquals(List.of("a", "b", "c d", "e f", "g"), expander.words(" $S 'c d'  e\\ f \"\" g"));
        assertEquals(List.of("a b"), expander.words("\"$S\""));
        assertEquals(List.of(), expander.words("$N"));
    }

    @Test
    void keepsQuotesInTexts() {
        assertEquals("it's \"xxyy\" $X \\n'", expander.expandText("it's \"$X\" \\$X \\\\n'"));
    }

    @Test
    void escapesWithABacktick() {
        Expander other = new Expander('`', Map.of("X", "x"));
        assertEquals("$X\\x", other.expand("`$X\\$X"));
    }

    @Test
    void remembersWhatIsMissing() {
        expander.expand("$X $N ${M:-$O} '$Q'");
        assertEquals(Set.of("N", "M", "O"), expander.missing());
    }

    @Test
    void refusesWhatWouldFillTheStack() {
        String word = "${N:-".repeat(50_000);
        assertThrows(EngineException.class, () -> expander.expand(word));
    }
}
