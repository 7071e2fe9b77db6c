package io.sockerless.simulators.aws.cloudwatch;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.frontends.http.Json;
import io.sockerless.simulators.aws.cloudwatch.math.Value;
import io.sockerless.simulators.aws.wire.Caller;
import io.sockerless.simulators.aws.wire.Input;
import io.sockerless.simulators.aws.wire.Service.Operation;
import io.sockerless.simulators.kernel.Pages;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Series of many metrics, and of expressions of them. */
record MetricData(MetricStore store) {
    private static final int MOST = 100_800;
    private static final List<String> ORDERS = List.of("TimestampDescending", "TimestampAscending");

    /** What is told of a query, or of a part of it. */
    private record Result(String id, Value.Series series) {}

    Map<String, Operation> operations() {
        return Map.of("GetMetricData", this::get);
    }

    private ObjectNode get(Caller caller, Input input) {
        List<DataQuery> queries = DataQuery.of(caller, input, "MetricDataQueries");
        Instant start = Checks.time(input, "StartTime");
        Instant end = Checks.time(input, "EndTime");
        if (!start.isBefore(end)) {
            throw Checks.validation("The parameter StartTime must be less than the parameter EndTime.");
        }
        boolean ascending =
                Checks.oneOf(input, "", "ScanBy", ORDERS, ORDERS.getFirst()).equals("TimestampAscending");
        int most = input.number("MaxDatapoints", 1, MOST, MOST);
        if (queries.stream().noneMatch(DataQuery::returned)) {
            throw Checks.validation("At least one of the MetricDataQueries must have ReturnData true.");
        }
        Computation computation = new Computation(store, queries, start, end);
        List<Result> results = new ArrayList<>();
        for (DataQuery query : queries) {
            // What nobody is told of is refused all the same when it cannot be.
            List<Value.Series> found = computation.of(query);
            if (query.returned()) {
                found.forEach(series -> results.add(new Result(query.id(), series)));
            }
        }
        return page(results, ascending, before(input), most);
    }

    /** How many points were told before. */
    private static long before(Input input) {
        if (!input.has("NextToken")) {
            return 0;
        }
        try {
            return Long.parseLong(Pages.read(input.text("NextToken")));
        } catch (IllegalArgumentException _) {
            throw Listing.badToken();
        }
    }

    private static ObjectNode page(List<Result> results, boolean ascending, long before, int most) {
        ObjectNode out = Json.MAPPER.createObjectNode();
        ArrayNode told = out.putArray("MetricDataResults");
        long at = 0;
        for (Result result : results) {
            var points = result.series().points();
            long first = Math.max(at, before);
            long end = at + points.size();
            // One without points is told on the first page.
            if (points.isEmpty() ? before == 0 : first < end && first < before + most) {
                ObjectNode one = told.addObject()
                        .put("Id", result.id())
                        .put("Label", result.series().label());
                ArrayNode times = one.putArray("Timestamps");
                ArrayNode values = one.putArray("Values");
                (ascending ? points : points.descendingMap())
                        .entrySet().stream()
                                .skip(first - at)
                                .limit(before + most - first)
                                .forEach(point -> {
                                    times.addPOJO(Instant.ofEpochSecond(point.getKey()));
                                    values.add(point.getValue());
                                });
                one.put("StatusCode", end > before + most ? "PartialData" : "Complete");
            }
            at = end;
        }
        out.putArray("Messages");
        if (at > before + most) {
            out.put("NextToken", Pages.token(Long.toString(before + most)));
        }
        return out;
    }
}
