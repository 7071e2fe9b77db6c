package io.sockerless.engine.build;

import io.sockerless.engine.model.EngineException;
import java.util.regex.Pattern;

/** The patterns of sources: those of Go's {@code filepath.Match}, and {@code **} for any directories. */
final class Glob {
    private Glob() {}

    static boolean isPattern(String path) {
        return path.chars().anyMatch(c -> c == '*' || c == '?' || c == '[');
    }

    /** @throws EngineException INVALID for a malformed pattern */
    static Pattern compile(String pattern) {
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            switch (c) {
                case '*' -> {
                    boolean twice = i + 1 < pattern.length() && pattern.charAt(i + 1) == '*';
                    boolean directories = twice && i + 2 < pattern.length() && pattern.charAt(i + 2) == '/';
                    regex.append(directories ? "(?:.*/)?" : twice ? ".*" : "[^/]*");
                    i += directories ? 2 : twice ? 1 : 0;
                }
                case '?' -> regex.append("[^/]");
                case '[' -> i = set(pattern, i, regex);
                case '\\' -> {
                    if (++i == pattern.length()) {
                        throw malformed(pattern);
                    }
                    regex.append(Pattern.quote(String.valueOf(pattern.charAt(i))));
                }
                default -> regex.append(Pattern.quote(String.valueOf(c)));
            }
        }
        return Pattern.compile(regex.toString(), Pattern.DOTALL);
    }

    private static int set(String pattern, int start, StringBuilder regex) {
        int end = pattern.indexOf(']', start + 2);
        if (end < 0) {
            throw malformed(pattern);
        }
        String inner = pattern.substring(start + 1, end);
        boolean not = inner.startsWith("^");
        regex.append(not ? "[^/" : "[").append((not ? inner.substring(1) : inner).replaceAll("([\\[&^])", "\\\\$1"));
        regex.append(']');
        return end;
    }

    private static EngineException malformed(String pattern) {
        return EngineException.invalid("syntax error in pattern: " + pattern);
    }
}
