package io.sockerless.engine.oci;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The patterns of {@code ${NAME#pattern}} and the like: {@code *}, {@code ?}, and a backslash before what is meant. */
final class ShellPattern {
    private ShellPattern() {}

    /** Removes what matches at the beginning or at the end: the shortest match, or the longest. */
    static String cut(String value, String pattern, boolean atStart, boolean longest) {
        Pattern whole = Pattern.compile(regex(pattern), Pattern.DOTALL);
        for (int i = 0; i <= value.length(); i++) {
            int length = longest ? value.length() - i : i;
            String part = atStart ? value.substring(0, length) : value.substring(value.length() - length);
            if (whole.matcher(PatientText.of(part)).matches()) {
                return atStart ? value.substring(length) : value.substring(0, value.length() - length);
            }
        }
        return value;
    }

    static String replace(String value, String pattern, String by, boolean all) {
        Matcher matcher = Pattern.compile(regex(pattern), Pattern.DOTALL).matcher(PatientText.of(value));
        String literal = Matcher.quoteReplacement(by);
        return all ? matcher.replaceAll(literal) : matcher.replaceFirst(literal);
    }

    /** An escape of what needs none. */
    static Optional<String> badEscape(String pattern) {
        for (int i = 0; i + 1 < pattern.length(); i++) {
            if (pattern.charAt(i) == '\\' && "*?\\".indexOf(pattern.charAt(++i)) < 0) {
                return Optional.of(pattern.substring(i - 1, i + 1));
            }
        }
        return Optional.empty();
    }

    private static String regex(String pattern) {
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            switch (c) {
                case '*' -> regex.append(pattern.startsWith("*", i + 1) ? "" : ".*");
                case '?' -> regex.append('.');
                case '\\' -> regex.append(Pattern.quote(i + 1 < pattern.length() ? pattern.charAt(++i) + "" : "\\"));
                default -> regex.append(Pattern.quote(String.valueOf(c)));
            }
        }
        return regex.toString();
    }
}
