package io.sockerless.engine.build.dockerfile;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The patterns of {@code ${X#pattern}} and the like: {@code *} and {@code ?}, which a backslash escapes. */
final class ShellPattern {
    private final String longest;
    private final String shortest;

    private ShellPattern(String longest, String shortest) {
        this.longest = longest;
        this.shortest = shortest;
    }

    static ShellPattern of(String pattern) {
        StringBuilder longest = new StringBuilder();
        StringBuilder shortest = new StringBuilder();
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            String same;
            if (c == '*') {
                longest.append(".*");
                shortest.append(".*?");
                continue;
            } else if (c == '?') {
                same = ".";
            } else if (c == '\\') {
                char escaped = ++i < pattern.length() ? pattern.charAt(i) : '\0';
                if ("*?\\}/".indexOf(escaped) < 0) { // a brace and a slash had to be escaped to get here
                    throw DockerfileError.of("invalid pattern (" + pattern + ") in substitution: invalid escape '\\"
                            + (escaped == '\0' ? "" : escaped) + "'");
                }
                same = Pattern.quote(String.valueOf(escaped));
            } else {
                same = Pattern.quote(String.valueOf(c));
            }
            longest.append(same);
            shortest.append(same);
        }
        return new ShellPattern(longest.toString(), shortest.toString());
    }

    String withoutPrefix(String value, boolean greedy) {
        Matcher matcher = Pattern.compile(greedy ? longest : shortest).matcher(value);
        return matcher.lookingAt() ? value.substring(matcher.end()) : value;
    }

    String withoutSuffix(String value, boolean greedy) {
        Pattern whole = Pattern.compile(longest);
        Matcher matcher = whole.matcher(value);
        for (int i = 0; i <= value.length(); i++) {
            int start = greedy ? i : value.length() - i;
            if (matcher.region(start, value.length()).matches()) {
                return value.substring(0, start);
            }
        }
        return value;
    }

    String replace(String value, String replacement, boolean everywhere) {
        Matcher matcher = Pattern.compile(longest).matcher(value);
        String literal = Matcher.quoteReplacement(replacement);
        return everywhere ? matcher.replaceAll(literal) : matcher.replaceFirst(literal);
    }
}
