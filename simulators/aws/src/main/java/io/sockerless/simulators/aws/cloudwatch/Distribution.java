package io.sockerless.simulators.aws.cloudwatch;

import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How often which value was told.
 *
 * @param weights by the values, all above zero
 * @param total of them
 */
record Distribution(NavigableMap<Double, Double> weights, double total) {
    /** Empty when some of it was only told in summary. */
    static Optional<Distribution> of(List<Sample> samples) {
        NavigableMap<Double, Double> weights = new TreeMap<>();
        double total = 0;
        for (Sample sample : samples) {
            if (sample.values().isEmpty()) {
                return Optional.empty();
            }
            for (int i = 0; i < sample.values().size(); i++) {
                // Both zeros are the same value.
                weights.merge(sample.values().get(i) + 0.0, sample.counts().get(i), Double::sum);
            }
            total += sample.count();
        }
        return Optional.of(new Distribution(weights, total));
    }

    /** The least value of which at least that part is not greater. @param part from 0 to 1 */
    double percentile(double part) {
        double wanted = part * total;
        double seen = 0;
        for (Map.Entry<Double, Double> entry : weights.entrySet()) {
            seen += entry.getValue();
            // Sums of binary fractions miss what they should be by a little.
            if (seen >= wanted - total * 1e-12) {
                return entry.getKey();
            }
        }
        return weights.lastKey();
    }

    /** Without what is below one part and above another one; a value at an end of it counts with what of it is within. */
    Distribution trimmed(double from, double to) {
        NavigableMap<Double, Double> out = new TreeMap<>();
        double begin = 0;
        double kept = 0;
        for (Map.Entry<Double, Double> entry : weights.entrySet()) {
            double end = begin + entry.getValue();
            double within = Math.min(end, to * total) - Math.max(begin, from * total);
            if (within > total * 1e-12) {
                out.put(entry.getKey(), within);
                kept += within;
            }
            begin = end;
        }
        return new Distribution(out, kept);
    }

    /** Of values above one and not above another one. */
    Distribution between(double above, double most) {
        NavigableMap<Double, Double> out =
                above < most ? new TreeMap<>(weights.subMap(above, false, most, true)) : new TreeMap<>();
        return new Distribution(
                out, out.values().stream().mapToDouble(Double::doubleValue).sum());
    }

    double sum() {
        double sum = 0;
        for (Map.Entry<Double, Double> entry : weights.entrySet()) {
            sum += entry.getKey() * entry.getValue();
        }
        return sum;
    }

    /** The mean when what is outside of the parts had the values at their ends. */
    double winsorized(double from, double to) {
        Distribution inner = trimmed(from, to);
        if (inner.weights.isEmpty()) {
            return percentile(from);
        }
        double below = from * total * inner.weights.firstKey();
        double above = (1 - to) * total * inner.weights.lastKey();
        return (inner.sum() + below + above) / total;
    }
}
