package io.sockerless.simulators.aws.cloudwatch.math;

import io.sockerless.simulators.aws.cloudwatch.math.Value.Scalar;
import io.sockerless.simulators.aws.cloudwatch.math.Value.Series;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** IF: a condition, what is taken where it is not zero, and what, if anything, where it is. */
final class Choice {
    private Choice() {}

    static Value of(List<Value> given) {
        Value condition = given.getFirst();
        if (condition instanceof Scalar scalar) {
            if (scalar.number() == 0 && given.size() == 2) {
                throw new MathException("The function IF has nothing to take");
            }
            return scalar.number() != 0 ? given.get(1) : given.get(2);
        }
        if (!(condition instanceof Series series)) {
            throw new MathException("The function IF expects a Scalar or a TimeSeries, and no " + condition.kind());
        }
        NavigableMap<Long, Double> out = new TreeMap<>();
        series.points().forEach((time, is) -> {
            if (is != 0 || given.size() > 2) {
                at(given.get(is != 0 ? 1 : 2), time).ifPresent(value -> out.put(time, value));
            }
        });
        return series.of(out);
    }

    private static Optional<Double> at(Value value, long time) {
        return switch (value) {
            case Scalar scalar -> Optional.of(scalar.number());
            case Series series -> Optional.ofNullable(series.points().get(time));
            case Value.Several _, Value.Text _ ->
                throw new MathException("The function IF takes a Scalar or a TimeSeries, and no " + value.kind());
        };
    }
}
