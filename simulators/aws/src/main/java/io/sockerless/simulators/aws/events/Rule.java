package io.sockerless.simulators.aws.events;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.frontends.http.Json;
import io.sockerless.simulators.aws.wire.Caller;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A rule, with its targets.
 *
 * @param owner who put it, for whom its targets are set going
 * @param bus its name
 * @param pattern as it was given; empty for none, as is the schedule
 * @param role empty for none
 * @param since when it was put or enabled, in milliseconds since 1970: its rate counts from there
 * @param targets as they were given, by their ids
 */
record Rule(
        Caller owner,
        String bus,
        String name,
        String pattern,
        String schedule,
        boolean enabled,
        String description,
        String role,
        long since,
        Map<String, String> tags,
        Map<String, ObjectNode> targets) {
    Rule {
        tags = Map.copyOf(tags);
        targets = Collections.unmodifiableMap(new LinkedHashMap<>(targets));
    }

    static String key(Caller caller, String bus, String name) {
        return Bus.key(caller, bus) + "/" + name;
    }

    String key() {
        return key(owner, bus, name);
    }

    String arn() {
        return owner.arn("events", "rule/" + (bus.equals(Bus.DEFAULT) ? "" : bus + "/") + name);
    }

    Rule tagged(Map<String, String> other) {
        return new Rule(owner, bus, name, pattern, schedule, enabled, description, role, since, other, targets);
    }

    Rule aimed(Map<String, ObjectNode> other) {
        return new Rule(owner, bus, name, pattern, schedule, enabled, description, role, since, tags, other);
    }

    Rule enabled(boolean on, long now) {
        long from = on && !enabled ? now : since;
        return new Rule(owner, bus, name, pattern, schedule, on, description, role, from, tags, targets);
    }

    /** As it is listed. */
    ObjectNode shown() {
        ObjectNode out = Json.MAPPER.createObjectNode();
        out.put("Name", name).put("Arn", arn()).put("State", enabled ? "ENABLED" : "DISABLED");
        out.put("EventBusName", bus);
        Map<String, String> more = new LinkedHashMap<>();
        more.put("EventPattern", pattern);
        more.put("ScheduleExpression", schedule);
        more.put("Description", description);
        more.put("RoleArn", role);
        more.forEach((field, value) -> {
            if (!value.isEmpty()) {
                out.put(field, value);
            }
        });
        return out;
    }
}
