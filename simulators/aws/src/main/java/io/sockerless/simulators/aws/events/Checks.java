package io.sockerless.simulators.aws.events;

import com.fasterxml.jackson.databind.JsonNode;
import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.Input;
import java.util.Locale;
import java.util.Set;

/** What this service's inputs must be, and how it says that they are not. */
final class Checks {
    static final String NAME = "[\\.\\-_A-Za-z0-9]+";
    static final String BUS_NAME = "[/\\.\\-_A-Za-z0-9]+";

    private Checks() {}

    static AwsException invalid(String message) {
        return new AwsException("ValidationException", message);
    }

    static AwsException missing(String message) {
        return new AwsException("ResourceNotFoundException", message);
    }

    static AwsException unsimulated(String what) {
        return invalid(what + " is not simulated.");
    }

    private static AwsException constraint(String field, String value, String constraint) {
        String member = field.substring(0, 1).toLowerCase(Locale.ROOT) + field.substring(1);
        return invalid("1 validation error detected: Value '" + value + "' at '" + member
                + "' failed to satisfy constraint: " + constraint);
    }

    /** A text that may be missing, which is empty then, and no longer than that. */
    static String text(Input input, String field, int longest) {
        String text = input.text(field);
        if (text.length() > longest) {
            throw constraint(field, text, "Member must have length less than or equal to " + longest);
        }
        return text;
    }

    /** A text that must be there, no longer than that. */
    static String required(Input input, String field, int longest) {
        if (input.required(field).isEmpty()) {
            throw constraint(field, "", "Member must have length greater than or equal to 1");
        }
        return text(input, field, longest);
    }

    /** A name that must be there. */
    static String name(Input input, String field, int longest, String pattern) {
        String name = required(input, field, longest);
        if (!name.matches(pattern)) {
            throw constraint(field, name, "Member must satisfy regular expression pattern: " + pattern);
        }
        return name;
    }

    static void oneOf(String field, String value, String... allowed) {
        if (!Set.of(allowed).contains(value)) {
            throw constraint(field, value, "Member must satisfy enum value set: [" + String.join(", ", allowed) + "]");
        }
    }

    static void count(Input input, String field, int least, int most) {
        int size = input.items(field).size();
        if (!input.has(field)) {
            input.required(field);
        }
        if (size < least || size > most) {
            throw constraint(
                    field,
                    input.items(field).toString(),
                    size < least
                            ? "Member must have length greater than or equal to " + least
                            : "Member must have length less than or equal to " + most);
        }
    }

    /** Refuses fields that say something which would have no effect. */
    static void refuse(Input input, String... fields) {
        for (String field : fields) {
            JsonNode value = input.document().path(field);
            boolean silent = value.isMissingNode()
                    || value.isNull()
                    || value.isContainerNode() && value.isEmpty()
                    || value.isBoolean() && !value.asBoolean()
                    || value.isTextual() && value.asText().isEmpty();
            if (!silent) {
                throw unsimulated(field);
            }
        }
    }
}
