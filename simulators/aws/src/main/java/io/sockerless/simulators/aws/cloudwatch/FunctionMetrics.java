package io.sockerless.simulators.aws.cloudwatch;

import io.sockerless.simulators.aws.lambda.Meter;
import io.sockerless.simulators.aws.wire.Caller;
import java.util.List;
import java.util.Map;

/**
 * AWS/Lambda: of each function, and of all of a region together.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html">AWS</a>
 */
record FunctionMetrics(OwnMetrics metrics, MetricStore store) implements Meter {
    @Override
    public void performed(Caller owner, String function, boolean error, double millis) {
        tell(owner, function, "Invocations", "Count", 1);
        tell(owner, function, "Errors", "Count", error ? 1 : 0);
        tell(owner, function, "Throttles", "Count", 0);
        tell(owner, function, "Duration", "Milliseconds", Math.round(millis * 100) / 100.0);
    }

    @Override
    public void throttled(Caller owner, String function) {
        tell(owner, function, "Throttles", "Count", 1);
    }

    private void tell(Caller owner, String function, String name, String unit, double value) {
        for (Map<String, String> dimensions : List.of(Map.of("FunctionName", function), Map.<String, String>of())) {
            Metric metric = new Metric(Checks.place(owner), "AWS/Lambda", name, dimensions);
            metrics.tell(metric, store.now(), unit, value, 1);
        }
    }
}
