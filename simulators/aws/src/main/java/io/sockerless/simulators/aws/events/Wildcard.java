package io.sockerless.simulators.aws.events;

import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Texts with stars for anything; a backslash takes its meaning from a star, and from a backslash. */
final class Wildcard {
    private Wildcard() {}

    static Predicate<String> of(String text) {
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\') {
                i++;
                if (i == text.length() || text.charAt(i) != '*' && text.charAt(i) != '\\') {
                    throw EventPattern.refused("Invalid escape character at pos " + (i - 1));
                }
                regex.append(Pattern.quote(text.substring(i, i + 1)));
            } else if (c == '*') {
                if (i > 0 && regex.toString().endsWith(".*")) {
                    throw EventPattern.refused("Consecutive wildcard characters at pos " + (i - 1));
                }
                regex.append(".*");
            } else {
                regex.append(Pattern.quote(text.substring(i, i + 1)));
            }
        }
        return Pattern.compile(regex.toString(), Pattern.DOTALL).asMatchPredicate();
    }
}
