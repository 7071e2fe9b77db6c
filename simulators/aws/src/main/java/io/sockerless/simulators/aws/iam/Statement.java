package io.sockerless.simulators.aws.iam;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A statement of a policy that has been found good.
 *
 * @param source what the policy is called where the answer names it
 */
record Statement(ObjectNode document, String source) {
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([^}]+)\\}");

    static List<Statement> of(String source, String text) {
        return PolicyDocument.read(text).stream()
                .map(one -> new Statement(one, source))
                .toList();
    }

    /** One text or several. */
    static List<String> texts(JsonNode value) {
        return value.isArray()
                ? value.valueStream()
                        .filter(item -> !item.isNull())
                        .map(JsonNode::asText)
                        .toList()
                : value.isMissingNode() ? List.of() : List.of(value.asText());
    }

    boolean denies() {
        return document.path("Effect").asText().equals("Deny");
    }

    boolean matches(Ask ask, Set<String> missing) {
        return action(ask.action())
                && listed("Resource", ask.resource(), ask, missing)
                && Conditions.hold(document.path("Condition"), ask, missing);
    }

    boolean action(String asked) {
        String small = asked.toLowerCase(Locale.ROOT);
        if (document.has("NotAction")) {
            return texts(document.path("NotAction")).stream()
                    .noneMatch(one -> like(one.toLowerCase(Locale.ROOT), small));
        }
        return texts(document.path("Action")).stream().anyMatch(one -> like(one.toLowerCase(Locale.ROOT), small));
    }

    private boolean listed(String field, String value, Ask ask, Set<String> missing) {
        boolean not = document.has("Not" + field);
        boolean found = texts(document.path(not ? "Not" + field : field)).stream()
                .anyMatch(one -> like(filled(one, ask, missing), value));
        return found != not;
    }

    /** With the values of its variables; one without a value matches nothing. */
    static String filled(String text, Ask ask, Set<String> missing) {
        Matcher variables = VARIABLE.matcher(text);
        StringBuilder out = new StringBuilder();
        while (variables.find()) {
            String name = variables.group(1);
            String value = List.of("*", "?", "$").contains(name) ? name : ask.only(name, missing);
            variables.appendReplacement(out, Matcher.quoteReplacement(value));
        }
        return variables.appendTail(out).toString();
    }

    /** @param pattern with {@code *} for any characters and {@code ?} for one */
    static boolean like(String pattern, String text) {
        StringBuilder regex = new StringBuilder();
        for (char c : pattern.toCharArray()) {
            regex.append(c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(String.valueOf(c)));
        }
        return Pattern.compile(regex.toString(), Pattern.DOTALL).matcher(text).matches();
    }
}
