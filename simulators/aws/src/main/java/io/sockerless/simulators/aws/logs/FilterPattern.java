package io.sockerless.simulators.aws.logs;

import io.sockerless.simulators.aws.wire.AwsException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Terms that a message has: all of those without a mark, none of those with a minus, or one of those with a question mark
 * where there are no others. A term is a word, a phrase in quotes, or a regular expression between percent signs.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html">AWS</a>
 */
record FilterPattern(
        List<Predicate<String>> required, List<Predicate<String>> optional, List<Predicate<String>> excluded)
        implements Predicate<String> {
    private static final Pattern TERM =
            Pattern.compile("\\G\\s*([-?]?)(?:\"((?:[^\"\\\\]|\\\\.)*)\"|%([^%]+)%|([^\\s\"%]+))(?=\\s|$)");

    /** @throws AwsException when it is none, or one of those that look into fields, which are not simulated */
    static FilterPattern parse(String text) {
        String pattern = text.strip();
        if (pattern.startsWith("{") || pattern.startsWith("[")) {
            throw invalid("Invalid filter pattern: patterns that look into fields are not simulated, only terms are.");
        }
        FilterPattern parsed = new FilterPattern(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        Matcher terms = TERM.matcher(pattern);
        int end = 0;
        while (end < pattern.length()) {
            if (!terms.find()) {
                throw invalid("Invalid filter pattern");
            }
            end = terms.end();
            List<Predicate<String>> kind = switch (terms.group(1)) {
                case "-" -> parsed.excluded;
                case "?" -> parsed.optional;
                default -> parsed.required;
            };
            kind.add(term(terms));
        }
        return parsed;
    }

    private static Predicate<String> term(Matcher term) {
        if (term.group(3) != null) {
            try {
                return Pattern.compile(term.group(3)).asPredicate();
            } catch (PatternSyntaxException e) {
                throw invalid("Invalid filter pattern: " + e.getDescription());
            }
        }
        String word = term.group(2) != null ? term.group(2).replaceAll("\\\\(.)", "$1") : term.group(4);
        return message -> message.contains(word);
    }

    private static AwsException invalid(String message) {
        return new AwsException("InvalidParameterException", message);
    }

    @Override
    public boolean test(String message) {
        return required.stream().allMatch(term -> term.test(message))
                && excluded.stream().noneMatch(term -> term.test(message))
                && (optional.isEmpty()
                        || !required.isEmpty()
                        || optional.stream().anyMatch(term -> term.test(message)));
    }
}
