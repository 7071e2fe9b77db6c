package io.sockerless.benchmarks.outside;

import java.io.IOException;

/** Runs a scenario on both peers in turn, so that a drift of the machine's speed hits both. */
final class Measurement {
    private Measurement() {}

    static Result of(Scenario scenario, Peer ours, Peer theirs, int runs) throws IOException, InterruptedException {
        int count = scenario.runs() == 0 ? runs : scenario.runs();
        scenario.setup().run(ours);
        scenario.setup().run(theirs);
        if (count > 3) {
            scenario.body().run(ours);
            scenario.body().run(theirs);
        }
        double[] a = new double[count];
        double[] b = new double[count];
        for (int i = 0; i < count; i++) {
            a[i] = scenario.body().run(ours);
            b[i] = scenario.body().run(theirs);
        }
        return new Result(scenario, a, b);
    }
}
