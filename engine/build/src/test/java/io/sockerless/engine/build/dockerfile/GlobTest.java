package io.sockerless.engine.build.dockerfile;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobTest {
    @ParameterizedTest
    @CsvSource({
        "*.txt,a.txt,true",
        "*.txt,d/a.txt,false",
        "/a.tx?,a.txt,true",
        "./d/../*.md,b.md,true",
        "d*,dir,true",
        "dir/*,dir/a,true",
        "dir/*,dir/a/b,false",
        "d?r,d/r,false",
        "[a-c].*,b.md,true",
        "[^a].*,b.md,true",
        "[^a].*,a.md,false",
        "[^a]b,/b,false",
        "[c-a],b,false",
        "[[]k],[k],true",
        "\\[k\\],[k],true",
        "a\\*,a*,true",
        "a\\*,ab,false",
        "x+*,x+y(1).txt,true",
        "[,[,false",
        "[],[],false",
        "a\\,a,false",
        "**/*.txt,a.txt,true",
        "**/*.txt,d/e/a.txt,true",
        "d/**/x,d/x,true",
        "d/**,d/a/b,true",
        "*.한,a.한,true"
    })
    void matches(String pattern, String path, boolean expected) {
        assertEquals(expected, Glob.of(pattern, true).matches(path));
    }

    /** dockerd 20.10.24. */
    @ParameterizedTest
    @CsvSource({"dir/x.txt,true", "a.txt,false", "dir/sub/z.txt,false"})
    void takesTwoStarsForOneWithoutParents(String path, boolean expected) {
        assertEquals(expected, Glob.of("**/*.txt", false).matches(path));
    }

    @ParameterizedTest
    @CsvSource({"a,false", "a*,true", "a?,true", "[a,true", "a\\*,false", "a\\\\*,true", "a],false"})
    void knowsPatterns(String source, boolean expected) {
        assertEquals(expected, Glob.isPattern(source));
    }
}
