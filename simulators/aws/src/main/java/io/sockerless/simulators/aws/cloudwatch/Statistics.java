package io.sockerless.simulators.aws.cloudwatch;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.frontends.http.Json;
import io.sockerless.simulators.aws.wire.Caller;
import io.sockerless.simulators.aws.wire.Input;
import io.sockerless.simulators.aws.wire.Service.Operation;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Statistics of one metric. */
record Statistics(MetricStore store) {
    private static final int MOST = 1440;

    Map<String, Operation> operations() {
        return Map.of("GetMetricStatistics", this::get);
    }

    private ObjectNode get(Caller caller, Input input) {
        Metric metric = Checks.metric(caller, input, "");
        Instant start = Checks.time(input, "StartTime");
        Instant end = Checks.time(input, "EndTime");
        int period = Checks.period(input, "");
        String unit = Checks.unit(input, "", "");
        Map<String, Statistic> basic = new LinkedHashMap<>();
        for (String name : input.texts("Statistics")) {
            basic.put(
                    name,
                    Statistic.basic(name)
                            .orElseThrow(() -> Checks.invalid("The parameter Statistics must be a value in the set [ "
                                    + String.join(", ", Statistic.BASIC) + " ].")));
        }
        Map<String, Statistic> extended = new LinkedHashMap<>();
        for (String name : input.texts("ExtendedStatistics")) {
            extended.put(
                    name,
                    Statistic.extended(name)
                            .orElseThrow(() -> Checks.invalid(
                                    "The value " + name + " for parameter ExtendedStatistics is not supported.")));
        }
        if (basic.isEmpty() == extended.isEmpty()) {
            throw Checks.combination(
                    basic.isEmpty()
                            ? "Must specify either Statistics or ExtendedStatistics"
                            : "The parameters Statistics and ExtendedStatistics are mutually exclusive and you have"
                                    + " specified both.");
        }
        if (!start.isBefore(end)) {
            throw Checks.combination("The parameter StartTime must be less than the parameter EndTime.");
        }
        Window window = Window.of(start, end, period, store.now() / 1000);
        if (window.periods() > MOST) {
            throw Checks.combination("You have requested up to " + window.periods()
                    + " datapoints, which exceeds the limit of " + MOST + ". You may reduce the datapoints requested by"
                    + " increasing Period, or decreasing the time range.");
        }
        ObjectNode out = Json.MAPPER.createObjectNode().put("Label", metric.name());
        ArrayNode points = out.putArray("Datapoints");
        window.periods(store, metric, Sample::unit)
                .forEach((time, units) -> units.forEach((told, samples) -> {
                    if (unit.isEmpty() || unit.equals(told)) {
                        point(points, time, told, samples, basic, extended);
                    }
                }));
        return out;
    }

    private static void point(
            ArrayNode points,
            long time,
            String unit,
            List<Sample> samples,
            Map<String, Statistic> basic,
            Map<String, Statistic> extended) {
        ObjectNode point = Json.MAPPER.createObjectNode();
        point.putPOJO("Timestamp", Instant.ofEpochSecond(time));
        basic.forEach((name, statistic) -> statistic.of(samples).ifPresent(value -> point.put(name, value)));
        ObjectNode others = Json.MAPPER.createObjectNode();
        extended.forEach((name, statistic) -> statistic.of(samples).ifPresent(value -> others.put(name, value)));
        point.put("Unit", unit);
        if (!others.isEmpty()) {
            point.set("ExtendedStatistics", others);
        }
        // What was told in summary only has no percentiles.
        if (extended.isEmpty() || !others.isEmpty()) {
            points.add(point);
        }
    }
}
