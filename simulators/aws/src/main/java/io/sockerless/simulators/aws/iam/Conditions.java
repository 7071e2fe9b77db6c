package io.sockerless.simulators.aws.iam;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Conditions of statements: all of Amazon's operators.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html">AWS</a>
 */
final class Conditions {
    private static final String NAMES =
            "String(?:Not)?(?:Equals(?:IgnoreCase)?|Like)|Numeric(?:(?:Not)?Equals|LessThan(?:Equals)?|"
                    + "GreaterThan(?:Equals)?)|Date(?:(?:Not)?Equals|LessThan(?:Equals)?|GreaterThan(?:Equals)?)|Bool|"
                    + "BinaryEquals|(?:Not)?IpAddress|Arn(?:Not)?(?:Equals|Like)";
    private static final Pattern OPERATOR =
            Pattern.compile("(?i)(?:(ForAnyValue|ForAllValues):)?(?:(" + NAMES + ")(IfExists)?|(Null))");
    private static final Pattern DATE =
            Pattern.compile("\\d{4}-\\d\\d-\\d\\d([Tt]\\d{1,2}:\\d\\d(:\\d\\d(\\.\\d{1,9})?)?"
                    + "([zZ]|[+-]\\d\\d(:?\\d\\d)?)?)?|-?\\d{1,18}|\\d{1,4}(-(0[1-9]|1[0-2]))?([Tt].*)?");

    private Conditions() {}

    /** Whether the grammar of policies has it. */
    static boolean grammar(JsonNode condition) {
        return condition.isObject()
                && condition.properties().stream()
                        .allMatch(block -> block.getValue().isObject()
                                && (block.getValue().isEmpty()
                                        || OPERATOR.matcher(block.getKey()).matches())
                                && block.getValue().properties().stream().allMatch(field -> values(field.getValue())));
    }

    private static boolean values(JsonNode value) {
        return value.isArray() ? value.valueStream().allMatch(JsonNode::isValueNode) : value.isValueNode();
    }

    /** Whether something is compared with a date that is none. */
    static boolean badDate(JsonNode condition) {
        return condition.properties().stream()
                .filter(block -> block.getKey().toLowerCase(Locale.ROOT).contains("date"))
                .flatMap(block -> block.getValue().properties().stream())
                .flatMap(field -> Statement.texts(field.getValue()).stream())
                .anyMatch(text -> !DATE.matcher(text).matches());
    }

    /** Whether all of them are so. @param missing where keys are noted that have no value */
    static boolean hold(JsonNode condition, Ask ask, Set<String> missing) {
        boolean all = true;
        for (Map.Entry<String, JsonNode> block : condition.properties()) {
            for (Map.Entry<String, JsonNode> field : block.getValue().properties()) {
                // Each is looked at, so that all that is missing can be told.
                all &= holds(block.getKey(), field.getKey(), Statement.texts(field.getValue()), ask, missing);
            }
        }
        return all;
    }

    private static boolean holds(String operator, String key, List<String> wanted, Ask ask, Set<String> missing) {
        Matcher parts = OPERATOR.matcher(operator);
        if (!parts.matches()) {
            throw PolicyDocument.malformed("Syntax errors in policy.");
        }
        Optional<List<String>> found = ask.values(key, missing);
        if (parts.group(4) != null) {
            return found.isEmpty() == wanted.contains("true");
        }
        String name = parts.group(2).toLowerCase(Locale.ROOT);
        boolean negated = name.contains("not");
        List<String> filled =
                wanted.stream().map(one -> Statement.filled(one, ask, missing)).toList();
        if (found.isEmpty()) {
            return parts.group(3) != null || negated || "forallvalues".equalsIgnoreCase(parts.group(1));
        }
        BiPredicate<String, String> test = test(name.replace("not", ""));
        BiPredicate<String, List<String>> one =
                (value, list) -> negated != list.stream().anyMatch(each -> test.test(each, value));
        return "forallvalues".equalsIgnoreCase(parts.group(1))
                ? found.get().stream().allMatch(value -> one.test(value, filled))
                : found.get().stream().anyMatch(value -> one.test(value, filled));
    }

    /** Of what a policy says and what is so. */
    private static BiPredicate<String, String> test(String name) {
        return switch (name) {
            case "stringequals", "binaryequals" -> String::equals;
            case "stringequalsignorecase", "bool" -> String::equalsIgnoreCase;
            case "stringlike" -> Statement::like;
            case "arnequals", "arnlike" -> Conditions::arn;
            case "ipaddress" -> Network::contains;
            default -> {
                boolean date = name.startsWith("date");
                String comparison = name.replaceFirst("date|numeric", "");
                yield (said, is) -> {
                    Optional<Integer> order = date ? order(date(said), date(is)) : order(number(said), number(is));
                    return order.filter(sign -> compared(comparison, sign)).isPresent();
                };
            }
        };
    }

    /** @param sign of what is so, compared with what the policy says */
    private static boolean compared(String comparison, int sign) {
        return switch (comparison) {
            case "equals" -> sign == 0;
            case "lessthan" -> sign < 0;
            case "lessthanequals" -> sign <= 0;
            case "greaterthan" -> sign > 0;
            case "greaterthanequals" -> sign >= 0;
            default -> throw new IllegalStateException("no such comparison: " + comparison);
        };
    }

    private static <T extends Comparable<T>> Optional<Integer> order(Optional<T> said, Optional<T> is) {
        return said.flatMap(one -> is.map(other -> Integer.signum(other.compareTo(one))));
    }

    private static Optional<BigDecimal> number(String text) {
        return text.matches("[+-]?\\d{1,30}(\\.\\d{1,30})?") ? Optional.of(new BigDecimal(text)) : Optional.empty();
    }

    private static Optional<Instant> date(String text) {
        try {
            if (text.matches("-?\\d{1,11}")) {
                return Optional.of(Instant.ofEpochSecond(Long.parseLong(text)));
            }
            String whole = text.length() == 10 ? text + "T00:00:00Z" : text;
            return Optional.of(DateTimeFormatter.ISO_OFFSET_DATE_TIME
                    .parse(whole, OffsetDateTime::from)
                    .toInstant());
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }

    /** Each of the six parts by itself. */
    private static boolean arn(String pattern, String text) {
        String[] wanted = pattern.split(":", 6);
        String[] parts = text.split(":", 6);
        if (wanted.length != parts.length) {
            return pattern.equals("*");
        }
        for (int i = 0; i < parts.length; i++) {
            if (!Statement.like(wanted[i], parts[i])) {
                return false;
            }
        }
        return true;
    }
}
