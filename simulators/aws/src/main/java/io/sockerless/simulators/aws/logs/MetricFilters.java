package io.sockerless.simulators.aws.logs;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.engine.store.Batch;
import io.sockerless.frontends.http.Json;
import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.Caller;
import io.sockerless.simulators.aws.wire.Input;
import io.sockerless.simulators.aws.wire.Service.Operation;
import io.sockerless.simulators.kernel.Documents;
import io.sockerless.simulators.kernel.Pages;
import io.sockerless.simulators.kernel.State;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Filters that count events for metrics, as terms of messages: what is in their fields is not looked at. */
record MetricFilters(Documents<MetricFilter> filters, MetricSink sink, Map<String, FilterPattern> patterns) {
    private static final int MOST = 100;
    private static final int PAGE = 50;
    private static final int LONGEST_PATTERN = 1024;
    private static final long MINUTE = 60_000;
    private static final String UNITS = "Seconds|Microseconds|Milliseconds|Percent|None|Count(/Second)?"
            + "|(Bytes|Bits|(Kilo|Mega|Giga|Tera)(bytes|bits))(/Second)?";

    static MetricFilters of(State state, MetricSink sink) {
        return new MetricFilters(
                state.documents("logs-metric-filter", MetricFilter.class, MetricFilter::key),
                sink,
                new ConcurrentHashMap<>());
    }

    Map<String, Operation> operations(LogStore store) {
        return Map.of(
                "PutMetricFilter",
                (caller, input) -> put(store, caller, input),
                "DescribeMetricFilters",
                this::describe,
                "DeleteMetricFilter",
                (caller, input) -> delete(store, caller, input),
                "TestMetricFilter",
                this::test);
    }

    List<MetricFilter> of(String groupKey) {
        return filters.page(groupKey + ":", groupKey + ":", Integer.MAX_VALUE);
    }

    /** With their group. */
    void delete(Batch changes, LogGroup group) {
        of(group.key()).forEach(filter -> filters.delete(changes, filter.key()));
    }

    /** Counts what has come. */
    void count(LogBatch batch) {
        for (MetricFilter filter : of(batch.group())) {
            FilterPattern pattern = patterns.computeIfAbsent(filter.pattern(), FilterPattern::parse);
            // By the minute, whether any event of it counted.
            Map<Long, Boolean> minutes = new HashMap<>();
            for (LogEvent event : batch.events()) {
                boolean counts = pattern.test(event.message());
                minutes.merge(event.timestamp() / MINUTE * MINUTE, counts, Boolean::logicalOr);
                if (counts) {
                    tell(filter, event.timestamp(), filter.value());
                }
            }
            minutes.forEach((minute, counted) -> {
                if (!counted && !filter.otherwise().isEmpty()) {
                    tell(filter, minute, filter.otherwise());
                }
            });
        }
    }

    private void tell(MetricFilter filter, long millis, String value) {
        double number = Double.parseDouble(value);
        sink.tell(filter.place(), filter.namespace(), filter.metric(), filter.unit(), millis, number);
    }

    private static AwsException invalid(String message) {
        return new AwsException("InvalidParameterException", message);
    }

    private static String name(Input input) {
        return Groups.valid(input.required("filterName"), "filterName", "[^:*]{1,512}");
    }

    private static String pattern(Input input) {
        String pattern = input.required("filterPattern");
        if (pattern.length() > LONGEST_PATTERN) {
            throw Groups.refused(
                    pattern, "filterPattern", "Member must have length less than or equal to " + LONGEST_PATTERN);
        }
        FilterPattern.parse(pattern);
        return pattern;
    }

    private ObjectNode put(LogStore store, Caller caller, Input input) {
        String group = Groups.name(input);
        String name = name(input);
        String pattern = pattern(input);
        List<Input> all = input.objects("metricTransformations");
        if (all.size() != 1) {
            throw Groups.refused(all.size() + " items", "metricTransformations", "Member must have length equal to 1");
        }
        if (input.flag("applyOnTransformedLogs")) {
            throw invalid("applyOnTransformedLogs is not simulated.");
        }
        if (!input.text("fieldSelectionCriteria").isEmpty()
                || !input.texts("emitSystemFieldDimensions").isEmpty()) {
            throw invalid("fieldSelectionCriteria and emitSystemFieldDimensions are not simulated.");
        }
        Input to = all.getFirst();
        if (!to.map("dimensions").isEmpty()) {
            throw invalid("dimensions are not simulated: patterns that look into fields are not.");
        }
        String value = to.required("metricValue");
        if (!value.matches("-?\\d{1,15}(\\.\\d{1,15})?")) {
            throw invalid("Invalid metric transformation: the metricValue " + value
                    + " is no number, and values of fields are not simulated.");
        }
        MetricFilter wanted = new MetricFilter(
                LogStore.place(caller),
                group,
                name,
                pattern,
                named(to, "metricNamespace"),
                named(to, "metricName"),
                value,
                to.decimal("defaultValue").map(String::valueOf).orElse(""),
                to.has("unit") ? Groups.valid(to.text("unit"), "unit", UNITS) : "None",
                store.now());
        if (wanted.namespace().startsWith("AWS/")) {
            throw invalid("Invalid metric transformation: namespace must not start with AWS/");
        }
        LogGroup found = store.group(caller, group);
        store.subscribe(found, _ -> {
            if (of(found.key()).stream().filter(one -> !one.name().equals(name)).count() >= MOST) {
                throw new AwsException("LimitExceededException", "Resource limit exceeded.");
            }
            filters.put(wanted);
        });
        return Json.MAPPER.createObjectNode();
    }

    private static String named(Input to, String field) {
        String name = to.required(field);
        return longest(Groups.valid(name, field, "[^:*$]*"), field);
    }

    private static String longest(String text, String field) {
        if (text.length() > 255) {
            throw Groups.refused(text, field, "Member must have length less than or equal to 255");
        }
        return text;
    }

    private ObjectNode describe(Caller caller, Input input) {
        String group = input.has("logGroupName") ? Groups.name(input) : "";
        String prefix = Groups.valid(input.text("filterNamePrefix"), "filterNamePrefix", "[^:*]*");
        String metric = longest(input.text("metricName"), "metricName");
        String namespace = longest(input.text("metricNamespace"), "metricNamespace");
        if (metric.isEmpty() != namespace.isEmpty()) {
            throw invalid("metricName and metricNamespace must be given together.");
        }
        String place = LogStore.place(caller);
        List<MetricFilter> wanted = filters.all(filter -> filter.place().equals(place)
                && (group.isEmpty() || filter.group().equals(group))
                && filter.name().startsWith(prefix)
                && (metric.isEmpty()
                        || filter.metric().equals(metric) && filter.namespace().equals(namespace)));
        Pages<MetricFilter> page = Groups.page(wanted, MetricFilter::key, input, PAGE);
        ObjectNode out = Json.MAPPER.createObjectNode();
        ArrayNode list = out.putArray("metricFilters");
        page.items().forEach(filter -> list.add(filter.shown()));
        page.next().ifPresent(token -> out.put("nextToken", token));
        return out;
    }

    private ObjectNode delete(LogStore store, Caller caller, Input input) {
        String name = name(input);
        LogGroup group = store.group(caller, Groups.name(input));
        String key = group.key() + ":" + name;
        store.subscribe(group, _ -> {
            if (filters.get(key).isEmpty()) {
                throw new AwsException("ResourceNotFoundException", "The specified metric filter does not exist.");
            }
            filters.delete(key);
        });
        return Json.MAPPER.createObjectNode();
    }

    private ObjectNode test(Caller caller, Input input) {
        FilterPattern pattern = FilterPattern.parse(pattern(input));
        List<String> messages = input.texts("logEventMessages");
        if (messages.isEmpty() || messages.size() > 50) {
            throw Groups.refused(
                    messages.size() + " items", "logEventMessages", "Member must have length between 1 and 50");
        }
        ObjectNode out = Json.MAPPER.createObjectNode();
        ArrayNode matches = out.putArray("matches");
        for (int i = 0; i < messages.size(); i++) {
            if (pattern.test(messages.get(i))) {
                matches.addObject()
                        .put("eventNumber", i + 1)
                        .put("eventMessage", messages.get(i))
                        .putObject("extractedValues");
            }
        }
        return out;
    }
}
