package io.sockerless.simulators.aws.logs.insights;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What is reckoned of all rows of a group.
 *
 * @param slot under which expressions find it in the group's row
 * @param percentile of pct only
 */
record Aggregate(String function, Expression argument, double percentile, String slot) {
    static final Set<String> FUNCTIONS =
            Set.of("count", "count_distinct", "sum", "avg", "min", "max", "pct", "stddev", "earliest", "latest");

    Value of(List<Row> rows) {
        List<Value> values =
                rows.stream().map(argument::of).filter(Value::present).toList();
        double[] numbers = values.stream()
                .filter(value -> value.number().isPresent())
                .mapToDouble(value -> value.number().getAsDouble())
                .sorted()
                .toArray();
        return switch (function) {
            case "count" -> new Value.Num(values.size());
            case "count_distinct" ->
                new Value.Num(values.stream().map(Value::text).distinct().count());
            case "min" -> values.stream().min(Value::compare).orElse(Value.NONE);
            case "max" -> values.stream().max(Value::compare).orElse(Value.NONE);
            case "earliest" -> byTime(rows, Comparator.naturalOrder());
            case "latest" -> byTime(rows, Comparator.reverseOrder());
            default -> numbers.length == 0 ? Value.NONE : new Value.Num(number(numbers));
        };
    }

    private double number(double[] sorted) {
        double sum = 0;
        for (double number : sorted) {
            sum += number;
        }
        double mean = sum / sorted.length;
        return switch (function) {
            case "sum" -> sum;
            case "avg" -> mean;
            case "pct" ->
                sorted[Math.clamp((long) Math.ceil(percentile / 100 * sorted.length) - 1, 0, sorted.length - 1)];
            case "stddev" -> {
                double squares = 0;
                for (double number : sorted) {
                    squares += (number - mean) * (number - mean);
                }
                yield Math.sqrt(squares / Math.max(1, sorted.length - 1));
            }
            default -> throw new IllegalStateException("no aggregate " + function);
        };
    }

    /** Of the row with that time. */
    private Value byTime(List<Row> rows, Comparator<Double> order) {
        Optional<Row> found = rows.stream()
                .filter(row -> argument.of(row).present())
                .min(Comparator.comparing(row -> row.get("@timestamp").number().orElse(0), order));
        return found.map(argument::of).orElse(Value.NONE);
    }
}
