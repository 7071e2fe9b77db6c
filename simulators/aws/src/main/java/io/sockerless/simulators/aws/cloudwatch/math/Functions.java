package io.sockerless.simulators.aws.cloudwatch.math;

import io.sockerless.simulators.aws.cloudwatch.math.Value.Scalar;
import io.sockerless.simulators.aws.cloudwatch.math.Value.Series;
import io.sockerless.simulators.aws.cloudwatch.math.Value.Several;
import io.sockerless.simulators.aws.cloudwatch.math.Value.Text;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;

/** The functions that expressions may call. */
final class Functions {
    private static final Map<String, DoubleUnaryOperator> OF_NUMBERS =
            Map.of("ABS", Math::abs, "CEIL", Math::ceil, "FLOOR", Math::floor, "LOG", Math::log, "LOG10", Math::log10);

    /** Of a series they are a number, of several ones a series. */
    private static final Map<String, ToDoubleFunction<Collection<Double>>> OF_MANY = Map.of(
            "AVG", Functions::mean,
            "SUM", Functions::sum,
            "MIN",
                    values -> values.stream()
                            .mapToDouble(Double::doubleValue)
                            .min()
                            .orElse(Double.NaN),
            "MAX",
                    values -> values.stream()
                            .mapToDouble(Double::doubleValue)
                            .max()
                            .orElse(Double.NaN),
            "STDDEV", Functions::deviation);

    private static final Map<String, ToDoubleFunction<Series>> OF_SERIES = Map.of(
            "PERIOD", Series::period,
            "DATAPOINT_COUNT", series -> series.points().size(),
            "FIRST",
                    series -> series.points().isEmpty()
                            ? Double.NaN
                            : series.points().firstEntry().getValue(),
            "LAST",
                    series -> series.points().isEmpty()
                            ? Double.NaN
                            : series.points().lastEntry().getValue());

    private static final Map<String, UnaryOperator<Series>> BY_NEIGHBOURS = Map.of(
            "DIFF", series -> steps(series, (seconds, step) -> step),
            "DIFF_TIME", series -> steps(series, (seconds, step) -> seconds),
            "RATE", series -> steps(series, (seconds, step) -> step / seconds),
            "RUNNING_SUM", Functions::running);

    private Functions() {}

    private static double sum(Collection<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).sum();
    }

    private static double mean(Collection<Double> values) {
        return sum(values) / values.size();
    }

    private static double deviation(Collection<Double> values) {
        double mean = mean(values);
        return Math.sqrt(values.stream()
                        .mapToDouble(value -> (value - mean) * (value - mean))
                        .sum()
                / values.size());
    }

    static Expression array(List<Expression> items) {
        return names -> new Several(items.stream()
                .map(item -> item.of(names))
                .flatMap(value -> series(value).stream())
                .toList());
    }

    private static List<Series> series(Value value) {
        return switch (value) {
            case Series one -> List.of(one);
            case Several several -> several.series();
            case Scalar _, Text _ -> throw new MathException("A time series is expected, and no " + value.kind());
        };
    }

    private static Value mapped(Value value, UnaryOperator<Series> how) {
        return value instanceof Several several
                ? new Several(several.series().stream().map(how).toList())
                : how.apply(series(value).getFirst());
    }

    static Expression call(String name, List<Expression> given) {
        DoubleUnaryOperator ofNumbers = OF_NUMBERS.get(name);
        if (ofNumbers != null) {
            return one(name, given, value -> value.each(ofNumbers));
        }
        if (OF_MANY.containsKey(name)) {
            return one(name, given, value -> many(value, OF_MANY.get(name)));
        }
        if (OF_SERIES.containsKey(name)) {
            return one(name, given, value -> new Scalar(OF_SERIES.get(name).applyAsDouble(single(name, value))));
        }
        if (BY_NEIGHBOURS.containsKey(name)) {
            return one(name, given, value -> mapped(value, BY_NEIGHBOURS.get(name)));
        }
        return switch (name) {
            case "METRICS" -> {
                count(name, given, 0, 1);
                yield names -> new Several(names.metrics(
                        given.isEmpty() ? "" : text(given.getFirst().of(names))));
            }
            case "METRIC_COUNT" ->
                one(name, given, value -> new Scalar(series(value).size()));
            case "REMOVE_EMPTY" ->
                one(
                        name,
                        given,
                        value -> new Several(series(value).stream()
                                .filter(series -> !series.points().isEmpty())
                                .toList()));
            case "TIME_SERIES" -> {
                count(name, given, 1, 1);
                yield names -> constant(names, given.getFirst().of(names));
            }
            case "FILL" -> {
                count(name, given, 2, 2);
                yield names -> {
                    Value filler = given.get(1).of(names);
                    return mapped(given.getFirst().of(names), series -> Filling.of(series, filler, names));
                };
            }
            case "IF" -> {
                count(name, given, 2, 3);
                yield names ->
                        Choice.of(given.stream().map(one -> one.of(names)).toList());
            }
            default -> throw new MathException("The function " + name + " is not simulated");
        };
    }

    private static void count(String name, List<Expression> given, int least, int most) {
        if (given.size() < least || given.size() > most) {
            throw new MathException("The function " + name + " has the wrong number of arguments");
        }
    }

    private static Expression one(String name, List<Expression> given, Function<Value, Value> how) {
        count(name, given, 1, 1);
        return names -> how.apply(given.getFirst().of(names));
    }

    private static Series single(String name, Value value) {
        if (value instanceof Series series) {
            return series;
        }
        throw new MathException("The function " + name + " expects a TimeSeries, and no " + value.kind());
    }

    private static String text(Value value) {
        if (value instanceof Text text) {
            return text.text();
        }
        throw new MathException("A String is expected, and no " + value.kind());
    }

    private static Value many(Value value, ToDoubleFunction<Collection<Double>> how) {
        return switch (value) {
            case Series one -> new Scalar(how.applyAsDouble(one.points().values()));
            case Several several -> across(several, how);
            case Scalar _, Text _ -> throw new MathException("A time series is expected, and no " + value.kind());
        };
    }

    /** At each time of those that have it. */
    private static Series across(Several several, ToDoubleFunction<Collection<Double>> how) {
        NavigableMap<Long, Double> out = new TreeMap<>();
        TreeSet<Long> times = new TreeSet<>();
        several.series().forEach(series -> times.addAll(series.points().keySet()));
        int period = several.series().stream().mapToInt(Series::period).max().orElse(0);
        for (long time : times) {
            List<Double> values = new ArrayList<>();
            several.series().forEach(series -> {
                if (series.points().containsKey(time)) {
                    values.add(series.points().get(time));
                }
            });
            out.put(time, how.applyAsDouble(values));
        }
        return new Series("", period, out);
    }

    private static Value constant(Names names, Value value) {
        if (!(value instanceof Scalar scalar)) {
            throw new MathException("The function TIME_SERIES expects a Scalar, and no " + value.kind());
        }
        NavigableMap<Long, Double> out = new TreeMap<>();
        names.times(names.period()).forEach(time -> out.put(time, scalar.number()));
        return new Series("", names.period(), out);
    }

    private interface Step {
        double of(double seconds, double step);
    }

    private static Series steps(Series series, Step how) {
        NavigableMap<Long, Double> out = new TreeMap<>();
        Map.Entry<Long, Double> before = null;
        for (Map.Entry<Long, Double> point : series.points().entrySet()) {
            if (before != null) {
                out.put(point.getKey(), how.of(point.getKey() - before.getKey(), point.getValue() - before.getValue()));
            }
            before = point;
        }
        return series.of(out);
    }

    private static Series running(Series series) {
        NavigableMap<Long, Double> out = new TreeMap<>();
        double sum = 0;
        for (Map.Entry<Long, Double> point : series.points().entrySet()) {
            sum += point.getValue();
            out.put(point.getKey(), sum);
        }
        return series.of(out);
    }
}
