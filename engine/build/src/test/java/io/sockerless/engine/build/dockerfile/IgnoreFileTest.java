package io.sockerless.engine.build.dockerfile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.sockerless.engine.model.EngineException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class IgnoreFileTest {
    private static final String[] FILES = {
        "#c",
        ".hidden",
        "README.md",
        "[k]",
        "a.txt",
        "b.md",
        "deep/a/b/c/d.txt",
        "dir/sub/z.txt",
        "dir/x.txt",
        "dir/y.md",
        "dir2/x.txt",
        "x+y(1).txt"
    };

    /**
     * What the docker CLI and BuildKit of 20.10.24 leave out of a context of these files; but they take pluses and
     * parentheses for regular expressions, and do not look into a directory that only an exception with wildcards may
     * bring something back of; today's do not do either.
     */
    @ParameterizedTest
    @MethodSource("measured")
    void leavesOutWhatDockerLeavesOut(String text, String expected) {
        IgnoreFile file = IgnoreFile.parse(text.getBytes(StandardCharsets.UTF_8));
        assertEquals(expected, Stream.of(FILES).filter(file::excludes).collect(Collectors.joining(" ")));
    }

    static Stream<Arguments> measured() {
        return Stream.of(
                arguments("*.txt", "a.txt x+y(1).txt"),
                arguments("**/*.txt", "a.txt deep/a/b/c/d.txt dir/sub/z.txt dir/x.txt dir2/x.txt x+y(1).txt"),
                arguments("/a.txt", "a.txt"),
                arguments("dir", "dir/sub/z.txt dir/x.txt dir/y.md"),
                arguments("dir/", "dir/sub/z.txt dir/x.txt dir/y.md"),
                arguments("/dir/", "dir/sub/z.txt dir/x.txt dir/y.md"),
                arguments("./dir", "dir/sub/z.txt dir/x.txt dir/y.md"),
                arguments("dir/..", ""),
                arguments("dir/*", "dir/sub/z.txt dir/x.txt dir/y.md"),
                arguments("dir/**", "dir/sub/z.txt dir/x.txt dir/y.md"),
                arguments("**/sub", "dir/sub/z.txt"),
                arguments(
                        "**",
                        "#c .hidden README.md [k] a.txt b.md deep/a/b/c/d.txt dir/sub/z.txt dir/x.txt dir/y.md dir2/x.txt x+y(1).txt"),
                arguments(
                        "*\n!README.md",
                        "#c .hidden [k] a.txt b.md deep/a/b/c/d.txt dir/sub/z.txt dir/x.txt dir/y.md dir2/x.txt x+y(1).txt"),
                arguments(
                        "*\n!dir/sub",
                        "#c .hidden README.md [k] a.txt b.md deep/a/b/c/d.txt dir/x.txt dir/y.md dir2/x.txt x+y(1).txt"),
                arguments("dir\n!dir/x.txt", "dir/sub/z.txt dir/y.md"),
                arguments("dir\n!dir/sub/z.txt\ndir/sub", "dir/sub/z.txt dir/x.txt dir/y.md"),
                arguments("*.md\n!README*.md\n", "b.md"),
                arguments("#c\na.txt", "a.txt"),
                arguments(" #c\n", "#c"),
                arguments(" a.txt ", "a.txt"),
                arguments("! a.txt", ""),
                arguments(
                        "*\n!  a.txt",
                        "#c .hidden README.md [k] b.md deep/a/b/c/d.txt dir/sub/z.txt dir/x.txt dir/y.md dir2/x.txt x+y(1).txt"),
                arguments(".", ""),
                arguments("./", ""),
                arguments("/", ""),
                arguments("*/*.txt", "dir/x.txt dir2/x.txt"),
                arguments("*/*/*.txt", "dir/sub/z.txt"),
                arguments("dir?", "dir2/x.txt"),
                arguments("di[r2]", "dir/sub/z.txt dir/x.txt dir/y.md"),
                arguments("dir[^2]", ""),
                arguments("x+y(1).txt", "x+y(1).txt"),
                arguments("**/b/**", "deep/a/b/c/d.txt"),
                arguments("deep/**/d.txt", "deep/a/b/c/d.txt"),
                arguments("a/**/b", ""),
                arguments("**dir", "dir/sub/z.txt dir/x.txt dir/y.md"),
                arguments("\\#c", "#c"),
                arguments(".*", ".hidden"),
                arguments("*\n!**/*.txt", "#c .hidden README.md [k] b.md dir/y.md"),
                arguments("\uFEFFa.txt", "a.txt"),
                arguments("a.txt\r\nb.md\r\n", "a.txt b.md"),
                arguments("..", ""),
                arguments("../a.txt", ""),
                arguments("\\[k\\]", "[k]"),
                arguments("**/d.txt", "deep/a/b/c/d.txt"),
                arguments("deep/*/c", ""),
                arguments("[a-c]*", "a.txt b.md"),
                arguments("DIR", ""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            value = {
                "! => illegal exclusion pattern: \"!\"",
                "[ => syntax error in pattern",
                "a[ => syntax error in pattern",
                "dir\\ => syntax error in pattern",
                "[] => syntax error in pattern",
                "[a-] => syntax error in pattern"
            })
    void refuses(String text, String message) {
        EngineException e =
                assertThrows(EngineException.class, () -> IgnoreFile.parse(text.getBytes(StandardCharsets.UTF_8)));
        assertEquals(message, e.getMessage());
    }

    @ParameterizedTest
    @CsvSource({"a,false", "!a,true", "#!a,false", "' !a',true"})
    void knowsWhetherSomethingIsBroughtBack(String text, boolean expected) {
        assertEquals(
                expected,
                IgnoreFile.parse(text.getBytes(StandardCharsets.UTF_8)).hasExceptions());
    }
}
