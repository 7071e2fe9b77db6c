package io.sockerless.features.house;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sockerless.features.daemons.Programs;
import io.sockerless.features.daemons.Root;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What holds for every file of the repository. */
class FilesTest {
    private static final int LONGEST = 400;
    private static final Pattern CODE = Pattern.compile(".*\\.(java|go|sh|feature)|scripts/.*|\\.ci/.*");

    /** What git knows, or would; so a file that .gitignore hides by mistake is not among them. */
    private static List<Path> files() throws IOException {
        var listed = Programs.run(
                List.of("git", "-C", Root.path().toString(), "ls-files", "--cached", "--others", "--exclude-standard"));
        return new String(listed, StandardCharsets.UTF_8)
                .lines()
                .filter(name -> CODE.matcher(name).matches())
                .map(name -> Root.path().resolve(name))
                .filter(Files::exists)
                .toList();
    }

    @Test
    void noneIsLong() throws IOException {
        var tooLong = new ArrayList<String>();
        for (var file : files()) {
            try (Stream<String> lines = Files.lines(file)) {
                long count = lines.count();
                if (count > LONGEST) {
                    tooLong.add(count + " lines: " + Root.path().relativize(file));
                }
            }
        }
        assertTrue(tooLong.isEmpty(), () -> "split by resource: " + tooLong);
    }

    @Test
    void gitHidesNoSource() throws IOException {
        var known = files();
        try (Stream<Path> sources = Files.walk(Root.path())) {
            var hidden = sources.filter(path -> path.toString().matches(".*/src/(main|test)/.*\\.java"))
                    .filter(path -> !path.toString().contains("/target/classes/"))
                    .filter(path -> !known.contains(path))
                    .toList();
            assertTrue(hidden.isEmpty(), () -> ".gitignore hides " + hidden);
        }
    }
}
