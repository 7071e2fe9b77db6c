package io.sockerless.simulators.aws.events;

import com.fasterxml.jackson.databind.JsonNode;
import io.sockerless.simulators.aws.iam.Network;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** What a value of an event must be like. What is not there is a missing node, which only its own absence matches. */
@FunctionalInterface
interface Match extends Predicate<JsonNode> {
    static Match parse(JsonNode wanted) {
        if (wanted.isObject()) {
            if (wanted.size() != 1) {
                throw EventPattern.refused("Only one key allowed in match expression");
            }
            var only = wanted.properties().iterator().next();
            return of(only.getKey(), only.getValue());
        }
        if (wanted.isArray()) {
            throw EventPattern.refused("match value must be String, number, true, false, or null");
        }
        return same(wanted);
    }

    private static Match same(JsonNode wanted) {
        return value -> wanted.isNumber()
                ? value.isNumber() && value.decimalValue().compareTo(wanted.decimalValue()) == 0
                : value.equals(wanted);
    }

    private static Match of(String kind, JsonNode wanted) {
        return switch (kind) {
            case "exists" -> {
                if (!wanted.isBoolean()) {
                    throw EventPattern.refused("exists match pattern must be either true or false.");
                }
                yield value -> value.isMissingNode() != wanted.asBoolean();
            }
            case "anything-but" -> anythingBut(wanted);
            case "numeric" -> numeric(wanted);
            case "prefix", "suffix" -> end(kind, wanted);
            case "equals-ignore-case" -> {
                String text = text(kind, wanted);
                yield of(value -> value.equalsIgnoreCase(text));
            }
            case "wildcard" -> of(Wildcard.of(text(kind, wanted)));
            case "cidr" -> {
                String range = text(kind, wanted);
                if (!range.contains("/") || !Network.contains(range, range.replaceFirst("/.*", ""))) {
                    throw EventPattern.refused("Malformed CIDR, one '/' required");
                }
                yield of(value -> Network.contains(range, value));
            }
            default -> throw EventPattern.refused("Unrecognized match type " + kind);
        };
    }

    private static Match of(Predicate<String> test) {
        return value -> value.isTextual() && test.test(value.asText());
    }

    private static String text(String kind, JsonNode wanted) {
        if (!wanted.isTextual()) {
            throw EventPattern.refused(kind + " match pattern must be a string");
        }
        return wanted.asText();
    }

    /** What begins or ends so, in capital letters or small ones if that is asked for. */
    private static Match end(String kind, JsonNode wanted) {
        boolean small = wanted.isObject() && wanted.size() == 1 && wanted.has("equals-ignore-case");
        UnaryOperator<String> folded = small ? text -> text.toLowerCase(Locale.ROOT) : UnaryOperator.identity();
        String end = folded.apply(text(kind, small ? wanted.path("equals-ignore-case") : wanted));
        return kind.equals("prefix")
                ? of(value -> folded.apply(value).startsWith(end))
                : of(value -> folded.apply(value).endsWith(end));
    }

    private static Match anythingBut(JsonNode wanted) {
        List<Match> not;
        if (wanted.isObject()) {
            if (wanted.size() != 1) {
                throw EventPattern.refused("Only one key allowed in match expression");
            }
            var only = wanted.properties().iterator().next();
            if (!List.of("prefix", "suffix", "equals-ignore-case", "wildcard").contains(only.getKey())) {
                throw EventPattern.refused("Unsupported anything-but pattern: " + only.getKey());
            }
            not = values(only.getValue()).stream()
                    .map(value -> of(only.getKey(), value))
                    .toList();
        } else {
            List<JsonNode> values = values(wanted);
            boolean strings = values.stream().allMatch(JsonNode::isTextual);
            if (!strings && !values.stream().allMatch(JsonNode::isNumber)) {
                throw EventPattern.refused("Inside anything but list, start|null|boolean is not supported.");
            }
            not = values.stream().map(Match::same).toList();
        }
        return value -> !value.isMissingNode() && not.stream().noneMatch(match -> match.test(value));
    }

    private static List<JsonNode> values(JsonNode wanted) {
        if (wanted.isArray() && wanted.isEmpty()) {
            throw EventPattern.refused("Empty arrays are not allowed");
        }
        return wanted.isArray() ? wanted.valueStream().toList() : List.of(wanted);
    }

    private static Match numeric(JsonNode wanted) {
        if (!wanted.isArray()) {
            throw EventPattern.refused("Value of numeric must be an array.");
        }
        if (wanted.size() != 2 && wanted.size() != 4) {
            throw EventPattern.refused(
                    wanted.size() > 4 ? "Too many elements in numeric expression" : "Invalid member in numeric match");
        }
        Match first = compared(wanted.path(0), wanted.path(1));
        if (wanted.size() == 2) {
            return first;
        }
        boolean range = wanted.path(0).asText().startsWith(">")
                && wanted.path(2).asText().startsWith("<");
        Match second = compared(wanted.path(2), wanted.path(3));
        if (!range) {
            throw EventPattern.refused(
                    "Bad numeric range operator: " + wanted.path(2).asText());
        }
        if (wanted.path(1).decimalValue().compareTo(wanted.path(3).decimalValue()) >= 0) {
            throw EventPattern.refused("Bottom must be less than top");
        }
        return value -> first.test(value) && second.test(value);
    }

    private static Match compared(JsonNode operator, JsonNode number) {
        if (!operator.isTextual()) {
            throw EventPattern.refused("Invalid member in numeric match: " + operator);
        }
        if (!List.of("=", "<", "<=", ">", ">=").contains(operator.asText())) {
            throw EventPattern.refused("Unrecognized numeric range operator: " + operator.asText());
        }
        if (!number.isNumber()) {
            throw EventPattern.refused("Value of " + operator.asText() + " must be numeric");
        }
        BigDecimal than = number.decimalValue();
        return value -> value.isNumber()
                && holds(operator.asText(), value.decimalValue().compareTo(than));
    }

    private static boolean holds(String operator, int order) {
        return operator.contains("=") && order == 0
                || operator.startsWith("<") && order < 0
                || operator.startsWith(">") && order > 0;
    }
}
