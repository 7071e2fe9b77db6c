package io.sockerless.drivers.shell;

import java.util.Map;
import java.util.function.IntPredicate;

/** Matching as in XCU 2.13: * ? [ ] and backslash. */
final class Pattern {
    private static final Map<String, IntPredicate> CLASSES = Map.ofEntries(
            Map.entry("alpha", Pattern::alpha),
            Map.entry("digit", c -> c >= '0' && c <= '9'),
            Map.entry("alnum", c -> alpha(c) || c >= '0' && c <= '9'),
            Map.entry("upper", c -> c >= 'A' && c <= 'Z'),
            Map.entry("lower", c -> c >= 'a' && c <= 'z'),
            Map.entry("space", c -> c == ' ' || c >= '\t' && c <= '\r'),
            Map.entry("blank", c -> c == ' ' || c == '\t'),
            Map.entry("punct", c -> c > ' ' && c < 127 && !alpha(c) && !(c >= '0' && c <= '9')),
            Map.entry("print", c -> c >= ' ' && c < 127),
            Map.entry("graph", c -> c > ' ' && c < 127),
            Map.entry("cntrl", c -> c < ' ' || c == 127),
            Map.entry("xdigit", c -> c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F'));

    private final String pattern;

    Pattern(String pattern) {
        this.pattern = pattern;
    }

    private static boolean alpha(int c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
    }

    /** So that it stands for itself. */
    static String quote(String text) {
        StringBuilder quoted = new StringBuilder();
        for (char c : text.toCharArray()) {
            if ("*?[]\\-!^".indexOf(c) >= 0) {
                quoted.append('\\');
            }
            quoted.append(c);
        }
        return quoted.toString();
    }

    boolean matches(String text) {
        int at = 0;
        int in = 0;
        int star = -1;
        int starIn = 0;
        while (in < text.length()) {
            int next = at < pattern.length() && pattern.charAt(at) != '*' ? one(at, text.charAt(in)) : -1;
            if (at < pattern.length() && pattern.charAt(at) == '*') {
                star = ++at;
                starIn = in;
            } else if (next >= 0) {
                at = next;
                in++;
            } else if (star >= 0) {
                at = star;
                in = ++starIn;
            } else {
                return false;
            }
        }
        while (at < pattern.length() && pattern.charAt(at) == '*') {
            at++;
        }
        return at == pattern.length();
    }

    /** @return where the pattern goes on, or -1 */
    private int one(int at, char c) {
        char p = pattern.charAt(at);
        if (p == '?') {
            return at + 1;
        }
        if (p == '\\' && at + 1 < pattern.length()) {
            return pattern.charAt(at + 1) == c ? at + 2 : -1;
        }
        if (p == '[') {
            int end = end(at);
            if (end > 0) {
                return inBrackets(at + 1, end, c) ? end + 1 : -1;
            }
        }
        return p == c ? at + 1 : -1;
    }

    private int end(int at) {
        int i = at + 1;
        if (i < pattern.length() && (pattern.charAt(i) == '!' || pattern.charAt(i) == '^')) {
            i++;
        }
        for (int first = i; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (c == '\\') {
                i++;
            } else if (c == ']' && i > first) {
                return i;
            } else if (c == '[' && i + 1 < pattern.length() && ":.=".indexOf(pattern.charAt(i + 1)) >= 0) {
                int close = pattern.indexOf(pattern.charAt(i + 1) + "]", i + 2);
                i = close > 0 ? close + 1 : i;
            }
        }
        return -1;
    }

    private boolean inBrackets(int from, int end, char c) {
        int i = from;
        boolean negated = pattern.charAt(i) == '!' || pattern.charAt(i) == '^';
        if (negated) {
            i++;
        }
        boolean found = false;
        while (i < end) {
            if (pattern.charAt(i) == '[' && pattern.charAt(i + 1) == ':') {
                int close = pattern.indexOf(":]", i + 2);
                if (close > 0 && close < end) {
                    IntPredicate known = CLASSES.get(pattern.substring(i + 2, close));
                    found |= known != null && known.test(c);
                    i = close + 2;
                    continue;
                }
            }
            int[] low = element(i, end);
            i = low[1];
            if (i + 1 < end && pattern.charAt(i) == '-') {
                int[] high = element(i + 1, end);
                i = high[1];
                found |= c >= low[0] && c <= high[0];
            } else {
                found |= c == low[0];
            }
        }
        return found != negated;
    }

    /** @return the character, and where the next is */
    private int[] element(int i, int end) {
        char c = pattern.charAt(i);
        if (c == '\\' && i + 1 < end) {
            return new int[] {pattern.charAt(i + 1), i + 2};
        }
        if (c == '[' && i + 4 < end && ".=".indexOf(pattern.charAt(i + 1)) >= 0) {
            if (pattern.startsWith(pattern.charAt(i + 1) + "]", i + 3)) {
                return new int[] {pattern.charAt(i + 2), i + 5};
            }
        }
        return new int[] {c, i + 1};
    }

    /** Takes the pattern off the value's beginning or end. */
    String trim(String value, boolean prefix, boolean longest) {
        int length = value.length();
        for (int i = 0; i <= length; i++) {
            int taken = longest ? length - i : i;
            String part = prefix ? value.substring(0, taken) : value.substring(length - taken);
            if (matches(part)) {
                return prefix ? value.substring(taken) : value.substring(0, length - taken);
            }
        }
        return value;
    }
}
