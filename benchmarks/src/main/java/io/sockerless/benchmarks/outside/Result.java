package io.sockerless.benchmarks.outside;

import java.util.Arrays;
import java.util.Locale;

/** What both peers took. */
record Result(Scenario scenario, double[] ours, double[] theirs) {
    double ratio() {
        return median(ours) / median(theirs);
    }

    boolean met() {
        double reached = scenario.target().times() ? ratio() : median(ours);
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

    private String target() {
        Scenario.Target target = scenario.target();
        return target.times()
                ? String.format(Locale.ROOT, "%.2f×", target.value())
                : String.format(Locale.ROOT, "%.0f %s", target.value(), scenario.unit());
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
                target(),
                met() ? "met" : "missed");
    }
}
