package io.sockerless.simulators.aws.cloudwatch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.frontends.http.Json;
import java.time.Instant;

/**
 * Something of an alarm's history.
 *
 * @param place account and region
 * @param number unique in this state, in the order in which things happened
 * @param time in milliseconds since 1970
 * @param data as JSON
 */
record AlarmEvent(String place, String alarm, long number, long time, String type, String summary, String data) {
    static final String CONFIGURATION = "ConfigurationUpdate";
    static final String STATE = "StateUpdate";
    static final String ACTION = "Action";

    String key() {
        return "%019d".formatted(number);
    }

    ObjectNode shown() {
        ObjectNode out = Json.MAPPER.createObjectNode().put("AlarmName", alarm).put("AlarmType", "MetricAlarm");
        out.putPOJO("Timestamp", Instant.ofEpochMilli(time));
        return out.put("HistoryItemType", type).put("HistorySummary", summary).put("HistoryData", data);
    }
}
