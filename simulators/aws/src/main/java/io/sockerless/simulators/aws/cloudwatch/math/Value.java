package io.sockerless.simulators.aws.cloudwatch.math;

import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;

/** What an expression is: a number, a text, a series, or several of these. */
public sealed interface Value {
    /** In the words of the documentation. */
    String kind();

    /** Of every number in it; what becomes no number is not there any more. */
    Value each(DoubleUnaryOperator change);

    record Scalar(double number) implements Value {
        @Override
        public String kind() {
            return "Scalar";
        }

        @Override
        public Scalar each(DoubleUnaryOperator change) {
            return new Scalar(change.applyAsDouble(number));
        }
    }

    /** An argument of some functions. */
    record Text(String text) implements Value {
        @Override
        public String kind() {
            return "String";
        }

        @Override
        public Value each(DoubleUnaryOperator change) {
            throw new MathException("Unsupported operand type(s) for the operation: [String]");
        }
    }

    /**
     * Numbers by their times.
     *
     * @param period in seconds
     * @param points by the seconds since 1970
     */
    record Series(String label, int period, NavigableMap<Long, Double> points) implements Value {
        public Series {
            NavigableMap<Long, Double> finite = new TreeMap<>(points);
            finite.values().removeIf(value -> !Double.isFinite(value));
            points = Collections.unmodifiableNavigableMap(finite);
        }

        public Series labelled(String other) {
            return new Series(other, period, points);
        }

        Series of(NavigableMap<Long, Double> others) {
            return new Series(label, period, others);
        }

        @Override
        public String kind() {
            return "TimeSeries";
        }

        @Override
        public Series each(DoubleUnaryOperator change) {
            NavigableMap<Long, Double> out = new TreeMap<>();
            points.forEach((time, value) -> out.put(time, change.applyAsDouble(value)));
            return of(out);
        }

        /** Where both have a point. */
        Series with(Series other, DoubleBinaryOperator how) {
            NavigableMap<Long, Double> out = new TreeMap<>();
            points.forEach((time, value) -> {
                Double second = other.points.get(time);
                if (second != null) {
                    out.put(time, how.applyAsDouble(value, second));
                }
            });
            return of(out);
        }
    }

    record Several(List<Series> series) implements Value {
        public Several {
            series = List.copyOf(series);
        }

        @Override
        public String kind() {
            return "TimeSeries[]";
        }

        @Override
        public Several each(DoubleUnaryOperator change) {
            return new Several(series.stream().map(one -> one.each(change)).toList());
        }
    }

    /** @throws MathException when there is no such thing of both */
    static Value both(Value left, Value right, DoubleBinaryOperator how) {
        return switch (left) {
            case Scalar one -> right.each(value -> how.applyAsDouble(one.number(), value));
            case Series one ->
                switch (right) {
                    case Scalar two -> one.each(value -> how.applyAsDouble(value, two.number()));
                    case Series two -> one.with(two, how);
                    case Several two ->
                        new Several(two.series().stream()
                                .map(other -> other.with(one, (b, a) -> how.applyAsDouble(a, b)))
                                .toList());
                    case Text _ -> throw unsupported(left, right);
                };
            case Several one ->
                switch (right) {
                    case Scalar two -> one.each(value -> how.applyAsDouble(value, two.number()));
                    case Series two ->
                        new Several(one.series().stream()
                                .map(other -> other.with(two, how))
                                .toList());
                    case Several two -> pairs(one, two, how);
                    case Text _ -> throw unsupported(left, right);
                };
            case Text _ -> throw unsupported(left, right);
        };
    }

    private static Several pairs(Several left, Several right, DoubleBinaryOperator how) {
        if (left.series().size() != right.series().size()) {
            throw new MathException("The arrays have " + left.series().size() + " and "
                    + right.series().size() + " time series");
        }
        List<Series> out = new java.util.ArrayList<>();
        for (int i = 0; i < left.series().size(); i++) {
            out.add(left.series().get(i).with(right.series().get(i), how));
        }
        return new Several(out);
    }

    private static MathException unsupported(Value left, Value right) {
        return new MathException(
                "Unsupported operand type(s) for the operation: [" + left.kind() + ", " + right.kind() + "]");
    }
}
