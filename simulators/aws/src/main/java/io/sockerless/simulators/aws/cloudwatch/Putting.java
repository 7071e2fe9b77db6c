package io.sockerless.simulators.aws.cloudwatch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.frontends.http.Json;
import io.sockerless.simulators.aws.wire.Caller;
import io.sockerless.simulators.aws.wire.Input;
import io.sockerless.simulators.aws.wire.Service.Operation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** What clients tell of metrics, within the service's limits. */
record Putting(MetricStore store) {
    private static final int MOST = 1000;
    private static final int MOST_VALUES = 150;
    private static final double LARGEST = Math.pow(2, 360);
    private static final long BACK = Duration.ofDays(14).toMillis();
    private static final long AHEAD = Duration.ofHours(2).toMillis();

    Map<String, Operation> operations() {
        return Map.of("PutMetricData", this::put);
    }

    private ObjectNode put(Caller caller, Input input) {
        String namespace = Checks.namespace(input, "");
        if (namespace.startsWith("AWS/")) {
            throw Checks.invalid("The value AWS/ for parameter Namespace is invalid.");
        }
        Checks.refuse(input, "EntityMetricData", "StrictEntityValidation");
        List<Input> data = input.objects("MetricData");
        if (data.isEmpty()) {
            throw Checks.missing("MetricData");
        }
        if (data.size() > MOST) {
            throw Checks.invalid("The collection MetricData must not have a size greater than " + MOST + ".");
        }
        List<MetricBatch.Told> told = new ArrayList<>();
        for (int i = 0; i < data.size(); i++) {
            told.add(told(caller, namespace, data.get(i), "MetricData.member." + (i + 1) + "."));
        }
        store.put(Checks.place(caller), namespace, told);
        return Json.MAPPER.createObjectNode();
    }

    private MetricBatch.Told told(Caller caller, String namespace, Input datum, String path) {
        String name = Checks.required(datum, path, "MetricName", 255);
        Map<String, String> dimensions = Checks.dimensions(datum, path);
        Metric metric = new Metric(Checks.place(caller), namespace, name, dimensions);
        String unit = Checks.unit(datum, path, "None");
        long resolution = datum.number("StorageResolution").orElse(60L);
        if (resolution != 1 && resolution != 60) {
            throw Checks.invalid("The value " + resolution + " for parameter " + path
                    + "StorageResolution is invalid. It must be 1 or 60.");
        }
        long time = Math.floorDiv(time(datum, path), resolution * 1000) * resolution;
        return new MetricBatch.Told(metric.name(), metric.dimensions(), sample(datum, path, time, unit));
    }

    /** In milliseconds since 1970. */
    private long time(Input datum, String path) {
        long now = store.now();
        long time = datum.time("Timestamp").map(java.time.Instant::toEpochMilli).orElse(now);
        if (time < now - BACK) {
            throw Checks.invalid("The parameter " + path + "Timestamp must specify a time no older than two weeks.");
        }
        if (time > now + AHEAD) {
            throw Checks.invalid(
                    "The parameter " + path + "Timestamp must specify a time within two hours of the current time.");
        }
        return time;
    }

    private static Sample sample(Input datum, String path, long time, String unit) {
        boolean single = datum.has("Value");
        boolean several = !datum.items("Values").isEmpty();
        boolean summary = datum.has("StatisticValues");
        exclusive(single && summary, path, "Value", "StatisticValues");
        exclusive(several && summary, path, "Values", "StatisticValues");
        exclusive(single && several, path, "Value", "Values");
        if (summary) {
            return summary(datum.object("StatisticValues"), path + "StatisticValues.", time, unit);
        }
        List<Double> counts = datum.decimals("Counts");
        if (single) {
            if (!counts.isEmpty()) {
                throw Checks.combination("The parameter " + path + "Counts needs the parameter " + path + "Values.");
            }
            double value = number(datum.decimal("Value").orElseThrow(), path + "Value");
            return Sample.of(time, unit, List.of(value), List.of(1.0));
        }
        if (!several) {
            throw Checks.combination("At least one of the parameters " + path + "Value, " + path + "Values and " + path
                    + "StatisticValues must be specified.");
        }
        List<Double> values = datum.decimals("Values");
        if (values.size() > MOST_VALUES) {
            throw Checks.invalid(
                    "The collection " + path + "Values must not have a size greater than " + MOST_VALUES + ".");
        }
        if (!counts.isEmpty() && counts.size() != values.size()) {
            throw Checks.invalid("The parameters " + path + "Values and " + path + "Counts must be of the same size.");
        }
        values.forEach(value -> number(value, path + "Values"));
        counts.forEach(count -> positive(count, path + "Counts"));
        List<Double> told = counts.isEmpty() ? Collections.nCopies(values.size(), 1.0) : counts;
        return Sample.of(time, unit, values, told);
    }

    private static Sample summary(Input set, String path, long time, String unit) {
        double count = positive(field(set, path, "SampleCount"), path + "SampleCount");
        double sum = field(set, path, "Sum");
        double least = field(set, path, "Minimum");
        double most = field(set, path, "Maximum");
        if (least > most) {
            throw Checks.combination("The parameter " + path + "Maximum must be greater than " + path + "Minimum.");
        }
        return Sample.summary(time, unit, count, sum, least, most);
    }

    private static double field(Input set, String path, String name) {
        return number(set.decimal(name).orElseThrow(() -> Checks.missing(path + name)), path + name);
    }

    private static double positive(double count, String path) {
        if (!(number(count, path) > 0)) {
            throw Checks.invalid("The value " + count + " for parameter " + path + " must be greater than 0.");
        }
        return count;
    }

    private static double number(double value, String path) {
        if (!(Math.abs(value) <= LARGEST)) {
            throw Checks.invalid("The value " + value + " for parameter " + path + " is invalid.");
        }
        return value;
    }

    private static void exclusive(boolean both, String path, String one, String other) {
        if (both) {
            throw Checks.combination("The parameters " + path + one + " and " + path + other
                    + " are mutually exclusive and you have specified both.");
        }
    }
}
