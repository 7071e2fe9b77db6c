package io.sockerless.simulators.aws.events;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text with variables in angle brackets. Within quotes a variable's text is put, elsewhere its JSON; one that has no value
 * vanishes.
 */
record Template(String text) {
    /** Those that need no path, as
     * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html names them. */
    static final Set<String> PREDEFINED = Set.of(
            "aws.events.rule-arn",
            "aws.events.rule-name",
            "aws.events.event.ingestion-time",
            "aws.events.event",
            "aws.events.event.json");

    private static final Pattern VARIABLE = Pattern.compile("<([\\w.\\-]+)>");

    Set<String> variables() {
        Set<String> names = new TreeSet<>();
        VARIABLE.matcher(text).results().forEach(one -> names.add(one.group(1)));
        return names;
    }

    String filled(Map<String, JsonNode> values) {
        StringBuilder out = new StringBuilder();
        Matcher variable = VARIABLE.matcher(text);
        boolean quoted = false;
        int at = 0;
        while (at < text.length()) {
            if (variable.find(at) && variable.start() == at) {
                out.append(shown(values.get(variable.group(1)), quoted));
                at = variable.end();
                continue;
            }
            char c = text.charAt(at);
            if (c == '\\' && quoted && at + 1 < text.length()) {
                out.append(c);
                at++;
            } else if (c == '"') {
                quoted = !quoted;
            }
            out.append(text.charAt(at));
            at++;
        }
        return out.toString();
    }

    private static String shown(JsonNode value, boolean quoted) {
        if (value == null || value.isMissingNode()) {
            return "";
        }
        if (!quoted) {
            return value.toString();
        }
        String plain = value.isTextual() ? value.asText() : value.toString();
        return new String(
                com.fasterxml.jackson.core.io.JsonStringEncoder.getInstance().quoteAsString(plain));
    }
}
