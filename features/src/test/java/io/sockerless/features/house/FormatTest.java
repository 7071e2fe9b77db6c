package io.sockerless.features.house;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.palantir.javaformat.java.Formatter;
import com.palantir.javaformat.java.FormatterException;
import com.palantir.javaformat.java.ImportOrderer;
import com.palantir.javaformat.java.JavaFormatterOptions;
import com.palantir.javaformat.java.JavaFormatterOptions.Style;
import com.palantir.javaformat.java.RemoveUnusedImports;
import io.sockerless.features.daemons.Programs;
import io.sockerless.features.daemons.Root;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Java is formatted as palantir-java-format does; {@code scripts/format} mends what is not. */
class FormatTest {
    private static final Formatter FORMATTER = Formatter.createFormatter(JavaFormatterOptions.builder()
            .style(Style.PALANTIR)
            .formatJavadoc(false)
            .build());

    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void everyFileIsFormatted() throws IOException, FormatterException {
        var other = new ArrayList<Path>();
        for (var file : files()) {
            var text = Files.readString(file);
            var formatted = formatted(text);
            if (!formatted.equals(text)) {
                other.add(Root.path().relativize(file));
                if (Boolean.getBoolean("format.write")) {
                    Files.writeString(file, formatted);
                }
            }
        }
        assertTrue(other.isEmpty() || Boolean.getBoolean("format.write"), () -> "run scripts/format for " + other);
    }

    private static String formatted(String text) throws FormatterException {
        return FORMATTER.formatSource(
                ImportOrderer.reorderImports(RemoveUnusedImports.removeUnusedImports(text), Style.PALANTIR));
    }

    private static List<Path> files() throws IOException {
        var listed = Programs.run(List.of(
                "git",
                "-C",
                Root.path().toString(),
                "ls-files",
                "--cached",
                "--others",
                "--exclude-standard",
                "*.java"));
        return new String(listed, StandardCharsets.UTF_8)
                .lines()
                .map(name -> Root.path().resolve(name))
                .filter(Files::exists)
                .toList();
    }
}
