package io.sockerless.simulators.aws.ecs;

import com.fasterxml.jackson.databind.JsonNode;
import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.Input;
import java.util.Set;

/** Refusals of what would otherwise be passed over in silence. */
final class Fields {
    private Fields() {}

    /** @param honoured the fields that mean something here; others may only say nothing */
    static void refuseOthers(Input input, String... honoured) {
        Set<String> known = Set.of(honoured);
        input.document().fieldNames().forEachRemaining(field -> {
            if (!known.contains(field)) {
                refuse(input, field, "");
            }
        });
    }

    /** @param where of the field, for the message */
    static void refuse(Input input, String field, String where) {
        if (says(input.document().path(field))) {
            throw new AwsException("ClientException", field + where + " is not simulated.");
        }
    }

    private static boolean says(JsonNode value) {
        return switch (value.getNodeType()) {
            case MISSING, NULL -> false;
            case ARRAY, OBJECT -> !value.isEmpty();
            case BOOLEAN -> value.asBoolean();
            case STRING -> !value.asText().isEmpty();
            case NUMBER, BINARY, POJO -> true;
        };
    }
}
