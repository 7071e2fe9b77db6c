package io.sockerless.simulators.aws.cloudwatch;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.frontends.http.Json;
import io.sockerless.simulators.aws.wire.Caller;
import io.sockerless.simulators.aws.wire.Input;
import io.sockerless.simulators.aws.wire.Service.Operation;
import io.sockerless.simulators.kernel.Pages;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** What became of alarms. */
record History(AlarmStore store) {
    private static final List<String> TYPES =
            List.of(AlarmEvent.CONFIGURATION, AlarmEvent.STATE, AlarmEvent.ACTION, "AlarmContributorStateUpdate");

    Map<String, Operation> operations() {
        return Map.of("DescribeAlarmHistory", this::describe);
    }

    private ObjectNode describe(Caller caller, Input input) {
        Checks.refuse(input, "AlarmContributorId");
        String name = input.text("AlarmName");
        String type = Checks.oneOf(input, "", "HistoryItemType", TYPES, "");
        String scan = Checks.oneOf(
                input, "", "ScanBy", List.of("TimestampDescending", "TimestampAscending"), "TimestampDescending");
        long start = input.time("StartDate").map(Instant::toEpochMilli).orElse(Long.MIN_VALUE);
        long end = input.time("EndDate").map(Instant::toEpochMilli).orElse(Long.MAX_VALUE);
        List<String> types = Alarms.types(input);
        Comparator<String> order = Comparator.naturalOrder();
        Comparator<String> scanned = scan.equals("TimestampAscending") ? order : order.reversed();
        List<AlarmEvent> wanted = store.history(caller).stream()
                .filter(_ -> types.contains("MetricAlarm"))
                .filter(event -> name.isEmpty() || event.alarm().equals(name))
                .filter(event -> type.isEmpty() || event.type().equals(type))
                .filter(event -> event.time() >= start && event.time() <= end)
                .sorted(Comparator.comparing(AlarmEvent::key, scanned))
                .toList();
        ObjectNode out = Json.MAPPER.createObjectNode();
        ArrayNode items = out.putArray("AlarmHistoryItems");
        try {
            Pages<AlarmEvent> page =
                    Pages.of(wanted, AlarmEvent::key, scanned, input.text("NextToken"), Alarms.most(input, 100));
            page.items().forEach(event -> items.add(event.shown()));
            page.next().ifPresent(token -> out.put("NextToken", token));
            return out;
        } catch (IllegalArgumentException _) {
            throw Listing.badToken();
        }
    }
}
