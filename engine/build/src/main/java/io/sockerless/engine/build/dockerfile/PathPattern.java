package io.sockerless.engine.build.dockerfile;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.regex.Pattern;

/** Patterns of paths: Go's {@code filepath.Match}, and {@code **} for any number of directories. */
final class PathPattern {
    private PathPattern() {}

    /**
     * @param pattern with slashes, cleaned
     * @param deep whether {@code **} is more than {@code *}
     * @return empty if the pattern is malformed: a class that is not closed or is empty, a backslash at the end
     */
    static Optional<Pattern> compile(String pattern, boolean deep) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (deep && pattern.startsWith("**", i)) {
                i++;
                boolean directories = pattern.startsWith("/", i + 1);
                i += directories ? 1 : 0;
                out.append(i + 1 >= pattern.length() ? ".*" : "(?:.*/)?");
            } else if (c == '*') {
                out.append(pattern.startsWith("*", i + 1) && !deep ? "" : "[^/]*");
            } else if (c == '?') {
                out.append("[^/]");
            } else if (c == '[') {
                i = range(pattern, i, out);
                if (i < 0) {
                    return Optional.empty();
                }
            } else if (c == '\\') {
                if (++i == pattern.length()) {
                    return Optional.empty();
                }
                out.append(Pattern.quote(String.valueOf(pattern.charAt(i))));
            } else {
                out.append(Pattern.quote(String.valueOf(c)));
            }
        }
        return Optional.of(Pattern.compile(out.toString(), Pattern.DOTALL));
    }

    /**
     * Adds a class of characters.
     *
     * @return where its closing bracket is; negative if it is malformed
     */
    private static int range(String pattern, int open, StringBuilder out) {
        int i = open + 1;
        boolean negated = pattern.startsWith("^", i);
        i += negated ? 1 : 0;
        // Never empty, whatever is left out: a slash matches no class, and U+FFFF is no character.
        out.append(negated ? "(?!/)[^\\uFFFF" : "(?!/)[\\uFFFF");
        boolean empty = true;
        while (i < pattern.length() && (empty || pattern.charAt(i) != ']')) {
            int low = one(pattern, i);
            if (low < 0) {
                return -1;
            }
            i = low + 1;
            int high = low;
            if (pattern.startsWith("-", i)) {
                high = one(pattern, i + 1);
                if (high < 0) {
                    return -1;
                }
                i = high + 1;
            }
            empty = false;
            if (pattern.charAt(low) <= pattern.charAt(high)) { // the wrong way round it holds nothing
                out.append(escaped(pattern.charAt(low))).append('-').append(escaped(pattern.charAt(high)));
            }
        }
        if (i >= pattern.length()) {
            return -1;
        }
        out.append(']');
        return i;
    }

    /** Where the character stands that a class goes on with; negative if there is none. */
    private static int one(String pattern, int at) {
        if (at >= pattern.length() || "-]".indexOf(pattern.charAt(at)) >= 0) {
            return -1;
        }
        if (pattern.charAt(at) != '\\') {
            return at;
        }
        return at + 1 < pattern.length() ? at + 1 : -1;
    }

    private static String escaped(char c) {
        return String.format("\\u%04x", (int) c);
    }

    /** A path without {@code .}, {@code ..} and double or trailing slashes, as far as that goes; {@code .} if nothing stays. */
    static String clean(String path) {
        Deque<String> parts = new ArrayDeque<>();
        boolean absolute = path.startsWith("/");
        for (String part : path.split("/")) {
            if (part.isEmpty() || part.equals(".")) {
                continue;
            }
            if (!part.equals("..")) {
                parts.addLast(part);
            } else if (!parts.isEmpty() && !parts.peekLast().equals("..")) {
                parts.removeLast();
            } else if (!absolute) {
                parts.addLast(part);
            }
        }
        String joined = String.join("/", parts);
        return absolute ? "/" + joined : joined.isEmpty() ? "." : joined;
    }
}
