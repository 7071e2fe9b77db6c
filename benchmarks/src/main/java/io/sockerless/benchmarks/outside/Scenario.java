package io.sockerless.benchmarks.outside;

import java.io.IOException;
import java.util.Locale;

/**
 * One thing to measure.
 *
 * @param unit of what {@code body} gives
 * @param lowerIsBetter whether a ratio below 1 means that we win
 * @param target what we want
 * @param setup made once for each peer before the first run
 * @param body one run
 * @param runs how many, 0 for the command's choice
 */
record Scenario(
        String name, String title, String unit, boolean lowerIsBetter, Target target, Step setup, Body body, int runs) {
    /** A bound of our median: for itself, as a multiple of the other's median, or above that. */
    record Target(double value, Kind kind) {
        enum Kind {
            OWN,
            TIMES,
            ABOVE
        }

        static Target times(double ratio) {
            return new Target(ratio, Kind.TIMES);
        }

        static Target of(double value) {
            return new Target(value, Kind.OWN);
        }

        static Target above(double more) {
            return new Target(more, Kind.ABOVE);
        }

        double reached(double ours, double theirs) {
            return switch (kind) {
                case OWN -> ours;
                case TIMES -> ours / theirs;
                case ABOVE -> ours - theirs;
            };
        }

        String text(String unit) {
            return switch (kind) {
                case OWN -> String.format(Locale.ROOT, "%.0f %s", value, unit);
                case TIMES -> String.format(Locale.ROOT, "%.2f×", value);
                case ABOVE -> String.format(Locale.ROOT, "+%.0f %s", value, unit);
            };
        }
    }

    @FunctionalInterface
    interface Step {
        void run(Peer peer) throws IOException, InterruptedException;
    }

    @FunctionalInterface
    interface Body {
        double run(Peer peer) throws IOException, InterruptedException;
    }
}
