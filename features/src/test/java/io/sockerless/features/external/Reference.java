package io.sockerless.features.external;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sockerless.features.daemons.Root;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What long suites came to on a real dockerd, in {@code spec/docker/reference}: lines of an outcome and a test's name. It
 * changes with the suite or with dockerd only. {@code -Dreference=measured} runs the suites on dockerd again, and fails
 * where that is not what is recorded; what it came to is then in {@code target/external/reference}.
 */
final class Reference {
    private static final boolean MEASURED = "measured".equals(System.getProperty("reference"));

    private Reference() {}

    /** Whether a suite is to run on dockerd. */
    static boolean isMeasured() {
        return MEASURED;
    }

    private static Path file(String suite) {
        return Root.path().resolve("spec/docker/reference").resolve(suite + ".txt");
    }

    static SuiteResult recorded(String suite) throws IOException {
        var outcomes = new TreeMap<String, Outcome>();
        for (var line : Files.readAllLines(file(suite))) {
            if (!line.startsWith("#")) {
                var space = line.indexOf(' ');
                outcomes.put(line.substring(space + 1), Outcome.valueOf(line.substring(0, space)));
            }
        }
        System.out.println(
                suite + ": what dockerd does is read from " + Root.path().relativize(file(suite)));
        return new SuiteResult(outcomes, Map.of());
    }

    /** Fails unless it is what is recorded. */
    static void check(String suite, SuiteResult measured) throws IOException {
        var text = measured.outcomes().entrySet().stream()
                .map(test -> test.getValue() + " " + test.getKey() + "\n")
                .collect(Collectors.joining());
        var place = Files.createDirectories(Path.of("target/external/reference"));
        Files.writeString(place.resolve(suite + ".txt"), text);
        var recorded = Files.readAllLines(file(suite)).stream()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line + "\n")
                .collect(Collectors.joining());
        assertEquals(recorded, text, "what " + suite + " came to on dockerd is recorded in " + file(suite));
    }
}
