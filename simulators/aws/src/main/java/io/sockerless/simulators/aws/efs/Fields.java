package io.sockerless.simulators.aws.efs;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.Input;
import io.sockerless.simulators.kernel.Pages;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/** What the fields of several operations have in common. */
final class Fields {
    private static final int PAGE = 100;

    private Fields() {}

    /** @param honoured the fields that mean something here */
    static void refuseOthers(Input input, String... honoured) {
        Set<String> known = Set.of(honoured);
        input.document().properties().forEach(field -> {
            boolean silent = field.getValue().isNull()
                    || field.getValue().isBoolean() && !field.getValue().asBoolean();
            if (!silent && !known.contains(field.getKey())) {
                throw new AwsException("BadRequest", field.getKey() + " is not simulated.");
            }
        });
    }

    /** One of these; the first without one. */
    static String oneOf(Input input, String field, List<String> values) {
        String said = input.has(field) ? input.text(field) : values.getFirst();
        if (!values.contains(said)) {
            throw invalid(field, said, "Member must satisfy enum value set: " + values);
        }
        return said;
    }

    static String matching(Input input, String field, String pattern) {
        String said = input.required(field);
        if (!Pattern.matches(pattern, said)) {
            throw invalid(field, said, "Member must satisfy regular expression pattern: " + pattern);
        }
        return said;
    }

    private static AwsException invalid(String field, String value, String constraint) {
        return new AwsException(
                "ValidationException",
                "1 validation error detected: Value '" + value + "' at '" + field + "' failed to satisfy constraint: "
                        + constraint);
    }

    /**
     * A page of the list, with the token of the next one.
     *
     * @param limit the name of the page's size
     * @param token the name of the token that is sent, {@code next} of that which is answered
     */
    static <T> void page(
            ObjectNode out,
            String list,
            List<T> all,
            Function<T, String> key,
            Function<T, ObjectNode> shown,
            Input input,
            String limit,
            String token,
            String next) {
        Pages<T> page;
        try {
            page = Pages.of(
                    all, key, input.text(token), Math.min(PAGE, input.number(limit, 1, Integer.MAX_VALUE, PAGE)));
        } catch (IllegalArgumentException _) {
            throw new AwsException("BadRequest", "invalid pagination token");
        }
        ArrayNode items = out.putArray(list);
        page.items().forEach(item -> items.add(shown.apply(item)));
        page.next().ifPresent(value -> out.put(next, value));
    }
}
