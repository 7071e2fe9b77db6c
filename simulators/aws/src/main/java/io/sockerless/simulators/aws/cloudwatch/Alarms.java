package io.sockerless.simulators.aws.cloudwatch;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.frontends.http.Json;
import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.Caller;
import io.sockerless.simulators.aws.wire.Input;
import io.sockerless.simulators.aws.wire.Service.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The lives of alarms.
 *
 * @param watch looks at them
 */
record Alarms(AlarmStore store, Watch watch) {
    private static final List<String> STATES = List.of(AlarmState.OK, AlarmState.ALARM, AlarmState.UNKNOWN);
    private static final List<String> TYPES = List.of("CompositeAlarm", "MetricAlarm");
    private static final int MOST = 100;

    Map<String, Operation> operations() {
        return Map.of(
                "PutMetricAlarm", this::put,
                "DescribeAlarms", this::describe,
                "DescribeAlarmsForMetric", this::ofMetric,
                "DeleteAlarms", this::delete,
                "SetAlarmState", this::set,
                "EnableAlarmActions", (caller, input) -> act(caller, input, true),
                "DisableAlarmActions", (caller, input) -> act(caller, input, false));
    }

    private static ObjectNode nothing() {
        return Json.MAPPER.createObjectNode();
    }

    private ObjectNode put(Caller caller, Input input) {
        String name = Checks.required(input, "", "AlarmName", 255);
        if (input.text("AlarmDescription").length() > 1024) {
            throw Checks.validation("1 validation error detected: Value at 'alarmDescription' failed to satisfy"
                    + " constraint: Member must have length less than or equal to 1024");
        }
        input.flag("ActionsEnabled");
        watch.check(AlarmRule.of(caller, input));
        AlarmAction.check(caller, input);
        Map<String, String> tags = Tags.of(input);
        ObjectNode definition = AlarmRule.whole(input.document());
        synchronized (store) {
            long now = store.now();
            Optional<Alarm> before = store.alarms().get(Alarm.key(caller, name));
            Alarm alarm = before.map(
                            old -> new Alarm(caller, name, definition, old.state(), after(old, now), old.tags()))
                    .orElseGet(() -> new Alarm(caller, name, definition, AlarmState.initial(now), now, tags));
            store.configured(alarm, before.isPresent() ? "updated" : "created");
        }
        watch.poke();
        return nothing();
    }

    /** Another time, by which it is known to be another one. */
    private static long after(Alarm old, long now) {
        return Math.max(now, old.configured() + 1);
    }

    private List<String> names(Input input) {
        List<String> names = input.texts("AlarmNames");
        if (names.size() > MOST) {
            throw Checks.validation("The collection AlarmNames must not have a size greater than " + MOST + ".");
        }
        return names;
    }

    private ObjectNode describe(Caller caller, Input input) {
        Checks.refuse(input, "ChildrenOfAlarmName", "ParentsOfAlarmName");
        List<String> names = names(input);
        String prefix = input.text("AlarmNamePrefix");
        if (!names.isEmpty() && !prefix.isEmpty()) {
            throw Checks.validation("AlarmNamePrefix and AlarmNames are mutually exclusive");
        }
        String value = Checks.oneOf(input, "", "StateValue", STATES, "");
        String action = input.text("ActionPrefix");
        List<String> types = types(input);
        List<Alarm> wanted = store.of(caller).stream()
                .filter(_ -> types.contains("MetricAlarm"))
                .filter(alarm -> names.isEmpty() || names.contains(alarm.name()))
                .filter(alarm -> alarm.name().startsWith(prefix))
                .filter(alarm -> value.isEmpty() || alarm.state().value().equals(value))
                .filter(alarm -> action.isEmpty() || alarm.names(action))
                .toList();
        ObjectNode out = Listing.page(input, "MetricAlarms", wanted, Alarm::key, Alarm::shown, most(input, 50));
        out.putArray("CompositeAlarms");
        return out;
    }

    /** All alarms here are of metrics. */
    static List<String> types(Input input) {
        List<String> types = input.texts("AlarmTypes");
        types.stream().filter(type -> !TYPES.contains(type)).findFirst().ifPresent(type -> {
            throw Checks.validation("The value " + type + " is not supported for AlarmTypes.");
        });
        return types.isEmpty() ? List.of("MetricAlarm") : types;
    }

    static int most(Input input, int otherwise) {
        return input.number("MaxRecords", 1, MOST, otherwise);
    }

    private ObjectNode ofMetric(Caller caller, Input input) {
        Metric metric = Checks.metric(caller, input, "");
        String statistic = input.text("Statistic") + input.text("ExtendedStatistic");
        Optional<Long> period = input.number("Period");
        String unit = Checks.unit(input, "", "");
        ObjectNode out = nothing();
        ArrayNode list = out.putArray("MetricAlarms");
        for (Alarm alarm : store.of(caller)) {
            AlarmRule.of(caller, alarm.input())
                    .plain()
                    .filter(stat -> stat.metric().equals(metric))
                    .filter(stat -> statistic.isEmpty() || stat.name().equals(statistic))
                    .filter(stat -> period.isEmpty() || period.get() == stat.period())
                    .filter(stat -> unit.isEmpty() || stat.unit().equals(unit))
                    .ifPresent(_ -> list.add(alarm.shown()));
        }
        return out;
    }

    private ObjectNode delete(Caller caller, Input input) {
        List<String> names = names(input);
        if (names.isEmpty()) {
            throw Checks.missing("AlarmNames");
        }
        synchronized (store) {
            List<Alarm> unwanted = new ArrayList<>();
            names.stream().distinct().forEach(name -> unwanted.add(store.alarm(caller, name)));
            store.delete(unwanted);
        }
        return nothing();
    }

    private ObjectNode set(Caller caller, Input input) {
        String name = Checks.required(input, "", "AlarmName", 255);
        if (!input.has("StateValue")) {
            throw Checks.missing("StateValue");
        }
        String value = input.text("StateValue");
        if (!STATES.contains(value)) {
            throw Checks.validation("1 validation error detected: Value '" + value
                    + "' at 'stateValue' failed to satisfy constraint: Member must satisfy enum value set: "
                    + "[INSUFFICIENT_DATA, ALARM, OK]");
        }
        if (!input.has("StateReason")) {
            throw Checks.missing("StateReason");
        }
        String data = input.text("StateReasonData");
        if (!data.isEmpty() && !json(data)) {
            throw new AwsException("InvalidFormatFault", "StateReasonData is not valid JSON");
        }
        synchronized (store) {
            Alarm alarm = store.alarm(caller, name);
            store.become(alarm, alarm.state().become(value, input.text("StateReason"), data, store.now()));
        }
        watch.poke();
        return nothing();
    }

    static boolean json(String text) {
        try {
            return Json.MAPPER.readTree(text).isObject();
        } catch (JacksonException _) {
            return false;
        }
    }

    /** Names of none are passed over. */
    private ObjectNode act(Caller caller, Input input, boolean enabled) {
        if (!input.has("AlarmNames")) {
            throw Checks.missing("AlarmNames");
        }
        synchronized (store) {
            for (String name : names(input)) {
                store.alarms()
                        .get(Alarm.key(caller, name))
                        .filter(alarm -> alarm.input().flag("ActionsEnabled") != enabled)
                        .ifPresent(alarm -> store.configured(alarm.acting(enabled), "updated"));
            }
        }
        return nothing();
    }
}
