package io.sockerless.simulators.aws.cloudwatch;

import java.util.Collections;
import java.util.List;

/**
 * What was told of a metric at once: single values, or only a summary of them.
 *
 * @param time to which it counts, in seconds since 1970: whole minutes unless it was told with a finer resolution
 * @param values that were told; empty for a summary
 * @param counts how often each of them was
 */
record Sample(
        long time,
        String unit,
        double count,
        double sum,
        double least,
        double most,
        List<Double> values,
        List<Double> counts) {
    Sample {
        values = List.copyOf(values);
        counts = List.copyOf(counts);
    }

    static Sample of(long time, String unit, List<Double> values, List<Double> counts) {
        double count = 0;
        double sum = 0;
        for (int i = 0; i < values.size(); i++) {
            count += counts.get(i);
            sum += values.get(i) * counts.get(i);
        }
        return new Sample(time, unit, count, sum, Collections.min(values), Collections.max(values), values, counts);
    }

    static Sample summary(long time, String unit, double count, double sum, double least, double most) {
        // Of one value, or of equal ones, a summary says all.
        boolean equal = count > 0 && least == most;
        List<Double> values = equal ? List.of(least) : List.of();
        return new Sample(time, unit, count, sum, least, most, values, equal ? List.of(count) : List.of());
    }
}
