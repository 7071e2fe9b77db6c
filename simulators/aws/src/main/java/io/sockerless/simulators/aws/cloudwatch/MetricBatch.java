package io.sockerless.simulators.aws.cloudwatch;

import java.util.List;
import java.util.Map;

/**
 * Data that came together.
 *
 * @param number unique in this state, in the order in which they came
 * @param latest time of its samples, in seconds since 1970
 */
record MetricBatch(long number, String place, String namespace, long latest, List<Told> data) {
    /** Of one metric. */
    record Told(String name, Map<String, String> dimensions, Sample sample) {
        Told {
            dimensions = Map.copyOf(dimensions);
        }
    }

    MetricBatch {
        data = List.copyOf(data);
    }

    String key() {
        return "%019d".formatted(number);
    }

    Metric metric(Told told) {
        return new Metric(place, namespace, told.name(), told.dimensions());
    }
}
