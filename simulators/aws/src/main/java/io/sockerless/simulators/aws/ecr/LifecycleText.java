package io.sockerless.simulators.aws.ecr;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import io.sockerless.frontends.http.Json;
import io.sockerless.simulators.aws.wire.AwsException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The text of a lifecycle policy, refused in the words of the schema validator that ECR has. */
final class LifecycleText {
    private static final int MOST_RULES = 50;
    private static final int MOST_WILDCARDS = 4;

    private LifecycleText() {}

    /** @throws AwsException InvalidParameterException */
    static List<LifecycleRule> rules(String text) {
        JsonNode document = document(text);
        fields(document, Set.of("rules"), Set.of());
        JsonNode told = document.path("rules");
        type(told, told.isArray(), "array");
        if (told.isEmpty()) {
            throw wrong("array is too short: must have at least 1 elements but instance has 0 elements");
        }
        if (told.size() > MOST_RULES) {
            throw wrong("array is too long: must have at most " + MOST_RULES + " elements but instance has "
                    + told.size() + " elements");
        }
        List<LifecycleRule> rules = new ArrayList<>();
        Set<Integer> priorities = new HashSet<>();
        for (JsonNode one : told) {
            LifecycleRule rule = rule(one);
            if (!priorities.add(rule.priority())) {
                throw wrong("rulePriority " + rule.priority() + " is not unique");
            }
            rules.add(rule);
        }
        int last = priorities.stream().max(Integer::compare).orElseThrow();
        if (rules.stream().anyMatch(rule -> rule.tagStatus().equals("any") && rule.priority() != last)) {
            throw wrong("a rule whose tagStatus is any must have the highest rulePriority");
        }
        return rules;
    }

    private static JsonNode document(String text) {
        try {
            JsonNode read = Json.MAPPER
                    .reader()
                    .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .readTree(text);
            if (read.isObject()) {
                return read;
            }
        } catch (JacksonException _) {
            // Told below.
        }
        throw wrong("Could not map policyString into LifecyclePolicy.");
    }

    private static LifecycleRule rule(JsonNode rule) {
        fields(rule, Set.of("rulePriority", "selection", "action"), Set.of("description"));
        JsonNode action = rule.path("action");
        // Storage classes are none of what is here.
        fields(action, Set.of("type"), Set.of());
        oneOf(action.path("type"), "expire");
        JsonNode selection = rule.path("selection");
        fields(
                selection,
                Set.of("tagStatus", "countType", "countNumber"),
                Set.of("tagPrefixList", "tagPatternList", "countUnit"));
        String status = oneOf(selection.path("tagStatus"), "any", "tagged", "untagged");
        boolean byAge = oneOf(selection.path("countType"), "imageCountMoreThan", "sinceImagePushed")
                .equals("sinceImagePushed");
        if (selection.has("countUnit")) {
            oneOf(selection.path("countUnit"), "days");
        }
        List<String> patterns = Stream.concat(
                        texts(selection.path("tagPrefixList")).stream().map(prefix -> prefix + "*"),
                        texts(selection.path("tagPatternList")).stream())
                .toList();
        boolean both = selection.has("tagPrefixList") && selection.has("tagPatternList");
        if (byAge != selection.has("countUnit") || both || status.equals("tagged") == patterns.isEmpty()) {
            throw wrong("instance failed to match exactly one schema (matched 0 out of 2)");
        }
        for (String pattern : texts(selection.path("tagPatternList"))) {
            if (pattern.chars().filter(c -> c == '*').count() > MOST_WILDCARDS) {
                throw wrong("a tagPatternList has at most " + MOST_WILDCARDS + " wildcards: " + pattern);
            }
        }
        int priority = number(rule.path("rulePriority"));
        return new LifecycleRule(priority, status, patterns, byAge, number(selection.path("countNumber")));
    }

    private static void fields(JsonNode object, Set<String> required, Set<String> optional) {
        type(object, object.isObject(), "object");
        Set<String> more = new TreeSet<>();
        object.fieldNames().forEachRemaining(more::add);
        Set<String> missing = new TreeSet<>(required);
        missing.removeAll(more);
        if (!missing.isEmpty()) {
            throw wrong("object has missing required properties (" + list(missing) + ")");
        }
        more.removeAll(required);
        more.removeAll(optional);
        if (!more.isEmpty()) {
            throw wrong("object instance has properties which are not allowed by the schema: " + list(more));
        }
    }

    private static String list(Set<String> names) {
        return "[\"" + String.join("\",\"", names) + "\"]";
    }

    private static void type(JsonNode value, boolean good, String wanted) {
        if (!good) {
            String found = value.isIntegralNumber()
                    ? "integer"
                    : value.getNodeType().name().toLowerCase(Locale.ROOT);
            throw wrong("instance type (" + found + ") does not match any allowed primitive type (allowed: [\"" + wanted
                    + "\"])");
        }
    }

    private static String oneOf(JsonNode value, String... possible) {
        if (!value.isTextual() || !Set.of(possible).contains(value.asText())) {
            throw wrong("instance value (" + value + ") not found in enum (possible values: "
                    + list(new TreeSet<>(Set.of(possible))) + ")");
        }
        return value.asText();
    }

    private static int number(JsonNode value) {
        type(value, value.isIntegralNumber() && value.canConvertToInt(), "integer");
        if (value.asInt() < 1) {
            throw wrong("numeric instance is lower than the required minimum (minimum: 1, found: " + value + ")");
        }
        return value.asInt();
    }

    private static List<String> texts(JsonNode list) {
        if (list.isMissingNode()) {
            return List.of();
        }
        type(list, list.isArray(), "array");
        list.forEach(one -> type(one, one.isTextual(), "string"));
        return list.valueStream().map(JsonNode::asText).toList();
    }

    private static AwsException wrong(String why) {
        return new AwsException(
                "InvalidParameterException",
                "Invalid parameter at 'LifecyclePolicyText' failed to satisfy constraint: 'Lifecycle policy validation"
                        + " failure: " + why + "'");
    }
}
