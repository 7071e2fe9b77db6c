package io.sockerless.simulators.aws.cloudwatch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.frontends.http.Json;
import io.sockerless.simulators.aws.wire.Caller;
import io.sockerless.simulators.aws.wire.Input;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.UUID;

/**
 * A function that is to be told of an alarm's change.
 *
 * @param number unique in this state
 * @param function its ARN
 * @see <a href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-actions.html">AWS</a>
 */
record AlarmAction(long number, Caller owner, String alarm, String source, String function, ObjectNode payload) {
    /** Which service a function's policy must let invoke it. */
    static final String PRINCIPAL = "lambda.alarms.cloudwatch.amazonaws.com";

    static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSxx").withZone(ZoneOffset.UTC);
    private static final int MOST = 5;

    String key() {
        return "%019d".formatted(number);
    }

    /** Refuses what could not be done. @throws io.sockerless.simulators.aws.wire.AwsException ValidationError */
    static void check(Caller caller, Input alarm) {
        for (String field : List.of("OKActions", "AlarmActions", "InsufficientDataActions")) {
            List<String> actions = alarm.texts(field);
            if (actions.size() > MOST) {
                throw Checks.validation("The collection " + field + " must not have a size greater than " + MOST + ".");
            }
            for (String action : actions) {
                String[] arn = action.split(":", 6);
                if (arn.length < 6 || !arn[0].equals("arn")) {
                    throw Checks.validation("Invalid arn syntax: " + action);
                }
                if (!arn[2].equals("lambda") || !arn[5].startsWith("function:")) {
                    throw Checks.validation("The action " + action + " is not simulated: only functions are.");
                }
                if (!arn[3].equals(caller.region()) || !arn[4].equals(caller.account())) {
                    throw Checks.validation("Invalid region or account in the action " + action + ".");
                }
            }
        }
    }

    /** @param now in milliseconds since 1970 */
    static ObjectNode payload(Alarm alarm, AlarmState before, long now) {
        ObjectNode out = Json.MAPPER.createObjectNode();
        out.put("source", "aws.cloudwatch").put("alarmArn", alarm.arn());
        out.put("accountId", alarm.owner().account()).put("time", text(now));
        out.put("region", alarm.owner().region());
        ObjectNode data = out.putObject("alarmData").put("alarmName", alarm.name());
        data.set("state", state(alarm.state()));
        data.set("previousState", state(before));
        data.set("configuration", configuration(alarm));
        return out;
    }

    static String text(long millis) {
        return TIME.format(Instant.ofEpochMilli(millis));
    }

    private static ObjectNode state(AlarmState state) {
        ObjectNode out =
                Json.MAPPER.createObjectNode().put("value", state.value()).put("reason", state.reason());
        if (!state.data().isEmpty()) {
            out.put("reasonData", state.data());
        }
        return out.put("timestamp", text(state.updated()));
    }

    private static ObjectNode configuration(Alarm alarm) {
        Input definition = alarm.input();
        ObjectNode out = Json.MAPPER.createObjectNode();
        if (definition.has("AlarmDescription")) {
            out.put("description", definition.text("AlarmDescription"));
        }
        var metrics = out.putArray("metrics");
        for (DataQuery query : AlarmRule.of(alarm.owner(), definition).queries()) {
            String id = definition.has("Metrics")
                    ? query.id()
                    : UUID.nameUUIDFromBytes(alarm.arn().getBytes(java.nio.charset.StandardCharsets.UTF_8))
                            .toString();
            ObjectNode one = metrics.addObject().put("id", id);
            query.stat().ifPresent(stat -> {
                ObjectNode shown = one.putObject("metricStat");
                ObjectNode metric = shown.putObject("metric");
                metric.put("namespace", stat.metric().namespace())
                        .put("name", stat.metric().name());
                ObjectNode dimensions = metric.putObject("dimensions");
                stat.metric().dimensions().forEach(dimensions::put);
                shown.put("period", stat.period()).put("stat", stat.name());
                if (!stat.unit().isEmpty()) {
                    shown.put("unit", stat.unit());
                }
            });
            definition.objects("Metrics").stream()
                    .filter(told -> told.text("Id").equals(id) && told.has("Expression"))
                    .forEach(told -> one.put("expression", told.text("Expression")));
            one.put("returnData", query.returned());
        }
        return out;
    }
}
