package io.sockerless.simulators.aws.cloudwatch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.simulators.aws.wire.Caller;
import io.sockerless.simulators.aws.wire.Input;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * An alarm of a metric, or of an expression.
 *
 * @param definition as it was put, with what it left out
 * @param configured when, in milliseconds since 1970
 */
record Alarm(
        Caller owner, String name, ObjectNode definition, AlarmState state, long configured, Map<String, String> tags)
        implements Tagged {
    Alarm {
        tags = Map.copyOf(tags);
    }

    static String key(Caller owner, String name) {
        return Checks.place(owner) + "/" + name;
    }

    String key() {
        return key(owner, name);
    }

    String arn() {
        return owner.arn("cloudwatch", "alarm:" + name);
    }

    Alarm with(AlarmState other) {
        return new Alarm(owner, name, definition, other, configured, tags);
    }

    Alarm tagged(Map<String, String> others) {
        return new Alarm(owner, name, definition, state, configured, others);
    }

    Alarm acting(boolean enabled) {
        ObjectNode other = definition.deepCopy().put("ActionsEnabled", enabled);
        return new Alarm(owner, name, other, state, configured, tags);
    }

    Input input() {
        return new Input(definition, "ValidationError");
    }

    /** What is to be done when it becomes like that. */
    List<String> actions(String value) {
        String field = switch (value) {
            case AlarmState.OK -> "OKActions";
            case AlarmState.ALARM -> "AlarmActions";
            default -> "InsufficientDataActions";
        };
        return input().flag("ActionsEnabled") ? input().texts(field) : List.of();
    }

    /** Also without its being enabled. */
    boolean names(String actionPrefix) {
        return List.of("OKActions", "AlarmActions", "InsufficientDataActions").stream()
                .flatMap(field -> input().texts(field).stream())
                .anyMatch(action -> action.startsWith(actionPrefix));
    }

    ObjectNode shown() {
        ObjectNode out = definition.deepCopy().put("AlarmArn", arn());
        out.putPOJO("AlarmConfigurationUpdatedTimestamp", Instant.ofEpochMilli(configured));
        out.put("StateValue", state.value()).put("StateReason", state.reason());
        if (!state.data().isEmpty()) {
            out.put("StateReasonData", state.data());
        }
        out.putPOJO("StateUpdatedTimestamp", Instant.ofEpochMilli(state.updated()));
        out.putPOJO("StateTransitionedTimestamp", Instant.ofEpochMilli(state.transitioned()));
        return out;
    }
}
