package io.sockerless.benchmarks.outside;

import java.util.Arrays;
import java.util.Locale;

/** What both peers took. */
record Result(Scenario scenario, double[] ours, double[] theirs) {
    double ratio() {
        return median(ours) / median(theirs);
    }

    boolean met() {
        double reached = scenario.target().reached(median(ours), median(theirs));
        double wanted = scenario.target().value();
        return scenario.lowerIsBetter() ? reached <= wanted : reached >= wanted;
    }

    static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    static String range(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return String.format(Locale.ROOT, "%.1f (%.1f–%.1f)", median(values), sorted[0], sorted[sorted.length - 1]);
    }

    String line() {
        return String.format(
                Locale.ROOT,
                "| %s | %s | %s %s | %s | %.2f | %s %s | %s |",
                scenario.title(),
                ours.length,
                range(ours),
                scenario.unit(),
                range(theirs),
                ratio(),
                scenario.lowerIsBetter() ? "≤" : "≥",
                scenario.target().text(scenario.unit()),
                met() ? "met" : "missed");
    }
}
