package io.sockerless.features.external;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What one run of a suite came to.
 *
 * @param outcomes by the tests' names
 * @param failures the first line of what a failed test said
 */
record SuiteResult(SortedMap<String, Outcome> outcomes, Map<String, String> failures) {
    SuiteResult {
        outcomes = new TreeMap<>(outcomes);
        failures = Map.copyOf(failures);
    }

    Outcome of(String test) {
        return outcomes.getOrDefault(test, Outcome.SKIPPED);
    }

    List<String> passed() {
        return outcomes.keySet().stream()
                .filter(test -> of(test) == Outcome.PASSED)
                .toList();
    }

    /** What passes here and not there. */
    List<String> passedUnlike(SuiteResult other) {
        return passed().stream()
                .filter(test -> other.of(test) != Outcome.PASSED)
                .toList();
    }

    /** In a few words, for a list of differences. */
    String told(String test) {
        return failures.getOrDefault(test, of(test).toString());
    }
}
