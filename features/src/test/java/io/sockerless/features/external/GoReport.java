package io.sockerless.features.external;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** What a test binary of Go prints with {@code -test.v}. Its tests must not run in parallel. */
final class GoReport {
    private static final Pattern BEGIN = Pattern.compile("=== RUN   (\\S+)");
    private static final Pattern END = Pattern.compile("--- (PASS|FAIL|SKIP): (\\S+) .*");
    private static final Pattern COMPLAINT = Pattern.compile("    \\w+\\.go:\\d+: (.*)");

    private GoReport() {}

    static SuiteResult read(Path file) throws IOException {
        var outcomes = new TreeMap<String, Outcome>();
        var failures = new HashMap<String, String>();
        var current = "";
        for (var line : Files.readAllLines(file)) {
            var begin = BEGIN.matcher(line);
            var end = END.matcher(line);
            var complaint = COMPLAINT.matcher(line);
            if (begin.matches()) {
                current = begin.group(1);
                // One that does not come to an end, as in a panic, has failed.
                outcomes.put(current, Outcome.FAILED);
            } else if (end.matches()) {
                outcomes.put(end.group(2), outcome(end.group(1)));
            } else if (complaint.matches()) {
                failures.putIfAbsent(current, complaint.group(1));
            }
        }
        failures.keySet().removeIf(test -> outcomes.get(test) != Outcome.FAILED);
        return new SuiteResult(outcomes, failures);
    }

    private static Outcome outcome(String word) {
        return switch (word) {
            case "PASS" -> Outcome.PASSED;
            case "SKIP" -> Outcome.SKIPPED;
            default -> Outcome.FAILED;
        };
    }
}
