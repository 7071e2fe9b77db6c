package io.sockerless.simulators.aws.cloudwatch;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.frontends.http.Json;
import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.Caller;
import io.sockerless.simulators.aws.wire.Input;
import io.sockerless.simulators.aws.wire.Service.Operation;
import io.sockerless.simulators.kernel.Pages;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Which metrics there is data of. */
record Listing(MetricStore store) {
    private static final int PAGE = 500;
    private static final Duration LISTED = Duration.ofDays(14);
    private static final Duration RECENTLY = Duration.ofHours(3);

    Map<String, Operation> operations() {
        return Map.of("ListMetrics", this::list);
    }

    private ObjectNode list(Caller caller, Input input) {
        Checks.refuse(input, "IncludeLinkedAccounts");
        String namespace = input.has("Namespace") ? Checks.namespace(input, "") : "";
        String name = Checks.text(input, "", "MetricName", 255);
        String recently = Checks.oneOf(input, "", "RecentlyActive", List.of("PT3H"), "");
        String owner = input.text("OwningAccount");
        List<Input> filters = input.objects("Dimensions");
        if (filters.size() > 10) {
            throw Checks.invalid("The collection Dimensions must not have a size greater than 10.");
        }
        for (int i = 0; i < filters.size(); i++) {
            Checks.required(filters.get(i), "Dimensions.member." + (i + 1) + ".", "Name", 255);
            Checks.text(filters.get(i), "Dimensions.member." + (i + 1) + ".", "Value", 1024);
        }
        Duration back = recently.isEmpty() ? LISTED : RECENTLY;
        List<Metric> metrics = store.metrics(Checks.place(caller), (store.now() - back.toMillis()) / 1000).stream()
                .filter(_ -> owner.isEmpty() || owner.equals(caller.account()))
                .filter(metric -> namespace.isEmpty() || metric.namespace().equals(namespace))
                .filter(metric -> name.isEmpty() || metric.name().equals(name))
                .filter(metric -> filters.stream().allMatch(filter -> has(metric, filter)))
                .toList();
        return page(input, "Metrics", metrics, Metric::key, Metric::shown, PAGE);
    }

    private static boolean has(Metric metric, Input filter) {
        String value = metric.dimensions().get(filter.text("Name"));
        return value != null && (!filter.has("Value") || value.equals(filter.text("Value")));
    }

    /** @param all in the order of their keys */
    static <T> ObjectNode page(
            Input input, String field, List<T> all, Function<T, String> key, Function<T, ObjectNode> shown, int size) {
        ObjectNode out = Json.MAPPER.createObjectNode();
        ArrayNode list = out.putArray(field);
        try {
            Pages<T> page = Pages.of(all, key, input.text("NextToken"), size);
            page.items().forEach(item -> list.add(shown.apply(item)));
            page.next().ifPresent(token -> out.put("NextToken", token));
            return out;
        } catch (IllegalArgumentException _) {
            throw badToken();
        }
    }

    static AwsException badToken() {
        return new AwsException("InvalidNextToken", "Invalid nextToken");
    }
}
