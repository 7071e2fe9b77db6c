package io.sockerless.simulators.aws.cloudwatch;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.frontends.http.Json;
import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.Caller;
import io.sockerless.simulators.aws.wire.Input;
import io.sockerless.simulators.aws.wire.Service.Operation;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** Tags of alarms and of dashboards. */
record Tags(AlarmStore alarms, Dashboards dashboards) {
    private static final int MOST = 50;

    Map<String, Operation> operations() {
        return Map.of(
                "TagResource", this::tag,
                "UntagResource", this::untag,
                "ListTagsForResource", this::list);
    }

    /** Of what is being made. */
    static Map<String, String> of(Input input) {
        Map<String, String> out = new TreeMap<>();
        for (Input tag : input.objects("Tags")) {
            String key = Checks.required(tag, "Tags.", "Key", 128);
            if (tag.text("Value").length() > 256) {
                throw Checks.invalid("The value of the tag " + key + " must be shorter than 257 characters.");
            }
            if (key.startsWith("aws:")) {
                throw Checks.invalid("The tag key " + key + " must not begin with aws:.");
            }
            out.put(key, tag.text("Value"));
        }
        return few(out);
    }

    private static Map<String, String> few(Map<String, String> tags) {
        if (tags.size() > MOST) {
            throw Checks.invalid("There must not be more than " + MOST + " tags.");
        }
        return tags;
    }

    private ObjectNode tag(Caller caller, Input input) {
        Map<String, String> added = of(input);
        return change(caller, input, tags -> {
            tags.putAll(added);
            return few(tags);
        });
    }

    private ObjectNode untag(Caller caller, Input input) {
        return change(caller, input, tags -> {
            input.texts("TagKeys").forEach(tags::remove);
            return tags;
        });
    }

    private ObjectNode change(Caller caller, Input input, UnaryOperator<Map<String, String>> change) {
        String arn = Checks.required(input, "", "ResourceARN", 1024);
        synchronized (alarms) {
            synchronized (dashboards.dashboards()) {
                switch (tagged(caller, arn)) {
                    case Alarm alarm -> alarms.alarms().put(alarm.tagged(change.apply(new TreeMap<>(alarm.tags()))));
                    case Dashboard one ->
                        dashboards.dashboards().put(one.tagged(change.apply(new TreeMap<>(one.tags()))));
                }
            }
        }
        return Json.MAPPER.createObjectNode();
    }

    private Tagged tagged(Caller caller, String arn) {
        String name = arn.replaceFirst("^arn:[^/]*:(alarm:|dashboard/)", "");
        return alarms.alarms()
                .get(Alarm.key(caller, name))
                .filter(alarm -> alarm.arn().equals(arn))
                .<Tagged>map(alarm -> alarm)
                .or(() -> dashboards
                        .dashboards()
                        .get(Dashboard.key(caller.account(), name))
                        .filter(one -> one.arn().equals(arn)))
                .orElseThrow(() -> new AwsException(404, "ResourceNotFoundException", arn + " not found"));
    }

    private ObjectNode list(Caller caller, Input input) {
        String arn = Checks.required(input, "", "ResourceARN", 1024);
        Map<String, String> tags = tagged(caller, arn).tags();
        ObjectNode out = Json.MAPPER.createObjectNode();
        ArrayNode list = out.putArray("Tags");
        new TreeMap<>(tags)
                .forEach((key, value) -> list.addObject().put("Key", key).put("Value", value));
        return out;
    }
}
