package io.sockerless.benchmarks.outside;

import java.io.IOException;

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
    /**
     * A bound of our median.
     *
     * @param times whether {@code value} is a multiple of the other's median, or stands for itself
     */
    record Target(double value, boolean times) {
        static Target times(double ratio) {
            return new Target(ratio, true);
        }

        static Target of(double value) {
            return new Target(value, false);
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
