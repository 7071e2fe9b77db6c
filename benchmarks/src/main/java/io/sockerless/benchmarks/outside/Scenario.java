package io.sockerless.benchmarks.outside;

import java.io.IOException;

/**
 * One thing to measure.
 *
 * @param unit of what {@code body} gives
 * @param lowerIsBetter whether a ratio below 1 means that we win
 * @param target the ratio of medians, ours to theirs, that we want
 * @param setup made once for each peer before the first run
 * @param body one run
 * @param runs how many, 0 for the command's choice
 */
record Scenario(
        String name, String title, String unit, boolean lowerIsBetter, double target, Step setup, Body body, int runs) {
    @FunctionalInterface
    interface Step {
        void run(Peer peer) throws IOException, InterruptedException;
    }

    @FunctionalInterface
    interface Body {
        double run(Peer peer) throws IOException, InterruptedException;
    }
}
