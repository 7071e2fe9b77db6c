package io.sockerless.features.external;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sockerless.features.differential.AcceptedDifferences;
import io.sockerless.features.differential.Difference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** One suite's result on dockerd and on us: told in a table, and judged by {@code external-differences.md}. */
record Comparison(String suite, SuiteResult theirs, SuiteResult ours) {
    private static final Path PLACE = Path.of("target/external");
    private static final String HEAD = """
        | suite | tests | passed by dockerd | passed by Sockerless | passed by dockerd only | passed by Sockerless only |
        |---|---|---|---|---|---|
        """;

    static Comparison of(String suite, SuiteResult theirs, SuiteResult ours) {
        return new Comparison(suite, theirs, ours);
    }

    /**
     * Prints the suite's row and names, and puts them beside those of other suites into {@code table.md}.
     *
     * @param whole whether all of the suite ran; else it is printed only
     */
    void publish(Map<String, String> leftOut, boolean whole) throws IOException {
        System.out.println(HEAD + row() + names(leftOut));
        if (whole) {
            keep(suite, row(), names(leftOut));
        }
    }

    /** As {@link #publish}, for a suite that has no part for dockerd. */
    static void publishOurs(String suite, SuiteResult ours) throws IOException {
        var row = "| %s | %d | – | %d | – | – |%n"
                .formatted(suite, ours.outcomes().size(), ours.passed().size());
        System.out.println(HEAD + row);
        keep(suite, row, "");
    }

    private static synchronized void keep(String suite, String row, String names) throws IOException {
        var rows = Files.createDirectories(PLACE.resolve("rows"));
        Files.writeString(rows.resolve(suite + ".md"), row);
        Files.writeString(rows.resolve(suite + ".names.md"), names);
        var table = HEAD + joined(rows, false) + joined(rows, true);
        Files.writeString(PLACE.resolve("table.md"), table);
    }

    private static String joined(Path rows, boolean names) throws IOException {
        try (var files = Files.list(rows)) {
            var text = new StringBuilder();
            for (var file : files.filter(f -> f.toString().endsWith(".names.md") == names)
                    .sorted()
                    .toList()) {
                text.append(Files.readString(file));
            }
            return text.toString();
        }
    }

    private String row() {
        return "| %s | %d | %d | %d | %d | %d |%n"
                .formatted(
                        suite,
                        theirs.outcomes().size(),
                        theirs.passed().size(),
                        ours.passed().size(),
                        theirs.passedUnlike(ours).size(),
                        ours.passedUnlike(theirs).size());
    }

    private String names(Map<String, String> leftOut) {
        return "%n## %s%n%nLeft out:%n%n%s%nPassed by dockerd only:%n%n%s%nPassed by Sockerless only:%n%n%s"
                .formatted(
                        suite,
                        list(leftOut.entrySet().stream()
                                .map(e -> e.getKey() + ": " + e.getValue())
                                .toList()),
                        list(theirs.passedUnlike(ours).stream()
                                .map(test -> test + ": " + ours.told(test))
                                .toList()),
                        list(ours.passedUnlike(theirs)));
    }

    private static String list(List<String> items) {
        return items.isEmpty() ? "- none\n" : items.stream().collect(Collectors.joining("\n- ", "- ", "\n"));
    }

    /**
     * Fails if something passes on dockerd and not on us that is no accepted difference.
     *
     * @param whole whether all of the suite ran, so that a row without a difference is stale
     */
    void judge(boolean whole) throws IOException {
        var accepted = AcceptedDifferences.read("docker/external-differences.md");
        var open = theirs.passedUnlike(ours).stream()
                .map(test -> new Difference(suite, test, ours.told(test), "passes"))
                .filter(difference -> !accepted.accepts(difference))
                .toList();
        assertTrue(!theirs.passed().isEmpty(), "nothing passes on dockerd: there was nothing to compare with");
        assertTrue(
                open.isEmpty(),
                () -> open.stream()
                        .map(Difference::toString)
                        .collect(Collectors.joining("\n", "passed by dockerd only:\n", "\n")));
        assertTrue(
                !whole || accepted.stale(suite).isEmpty(),
                () -> "external-differences.md lists what is no difference any more: " + accepted.stale(suite));
    }
}
