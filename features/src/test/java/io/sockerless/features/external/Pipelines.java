package io.sockerless.features.external;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Pipelines that a CI tool runs on a daemon, each a test: of its exit code, and of what it says with a random word. */
final class Pipelines {
    private final SuiteRun run;
    private final TreeMap<String, Outcome> outcomes = new TreeMap<>();
    private final Map<String, String> failures = new HashMap<>();

    /** How the tool is started. */
    interface SuiteRun {
        /** @return its exit code */
        int start(String pipeline, String word, Path output) throws IOException, InterruptedException;
    }

    Pipelines(SuiteRun run) {
        this.run = run;
    }

    /** @param said must stand in the output, WORD being the word; what begins with an exclamation mark must not */
    Pipelines check(String pipeline, int code, String word, Path output, String... said)
            throws IOException, InterruptedException {
        int exit = run.start(pipeline, word, output);
        var text = Files.readString(output);
        List<String> faults = new ArrayList<>();
        if (exit != code) {
            faults.add("exit code " + exit + " instead of " + code);
        }
        for (var phrase : said) {
            boolean unwanted = phrase.startsWith("!");
            var exact = phrase.substring(unwanted ? 1 : 0).replace("WORD", word);
            if (text.contains(exact) == unwanted) {
                faults.add((unwanted ? "says " : "does not say ") + exact);
            }
        }
        outcomes.put(pipeline, faults.isEmpty() ? Outcome.PASSED : Outcome.FAILED);
        if (!faults.isEmpty()) {
            failures.put(pipeline, String.join(", ", faults));
        }
        return this;
    }

    SuiteResult result() {
        return new SuiteResult(outcomes, failures);
    }
}
