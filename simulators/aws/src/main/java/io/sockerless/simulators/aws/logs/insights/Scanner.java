package io.sockerless.simulators.aws.logs.insights;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The words and signs of a query, one after the other. */
final class Scanner {
    private static final int DEEPEST = 100;
    private static final Pattern SPACE = Pattern.compile("\\s*+(?:#[^\\n]*+\\s*+)*+");
    private static final Pattern WORD = Pattern.compile("[@A-Za-z_][@A-Za-z0-9_]*");
    private static final Pattern FIELD = Pattern.compile("`([^`]+)`|([@A-Za-z_][@A-Za-z0-9_]*(\\.[@A-Za-z0-9_]+)*)");
    private static final Pattern NUMBER = Pattern.compile("\\d+(\\.\\d+)?");
    private static final Pattern PERIOD = Pattern.compile("(\\d+)\\s*(ms|[a-z]+)");
    private static final Pattern STRING =
            Pattern.compile("\"((?:[^\"\\\\]++|\\\\.)*+)\"|'((?:[^'\\\\]++|\\\\.)*+)'", Pattern.DOTALL);
    private static final Pattern REGEX = Pattern.compile("/((?:[^/\\\\\\n]++|\\\\.)++)/");

    private final String text;
    private int position;
    private int depth;

    Scanner(String text) {
        this.text = text;
        skip();
    }

    private void skip() {
        Matcher space = SPACE.matcher(text).region(position, text.length());
        if (space.lookingAt()) {
            position = space.end();
        }
    }

    private Optional<Matcher> take(Pattern pattern) {
        Matcher matcher = pattern.matcher(text).region(position, text.length());
        if (!matcher.lookingAt()) {
            return Optional.empty();
        }
        position = matcher.end();
        skip();
        return Optional.of(matcher);
    }

    /** Something is within something else, until {@link #leave}. */
    void enter() {
        if (++depth > DEEPEST) {
            throw wrong("too much is within something else", position);
        }
    }

    void leave() {
        depth--;
    }

    boolean ended() {
        return position == text.length();
    }

    int position() {
        return position;
    }

    void back(int to) {
        position = to;
    }

    /** What was read since then, as it was written. */
    String since(int start) {
        return text.substring(start, position).strip();
    }

    /** A sign, if it comes next. */
    boolean sign(String sign) {
        if (!text.startsWith(sign, position)) {
            return false;
        }
        position += sign.length();
        skip();
        return true;
    }

    void require(String sign) {
        if (!sign(sign)) {
            throw unexpected();
        }
    }

    /** A keyword, whatever its case, if it comes next. */
    boolean keyword(String keyword) {
        Matcher word = WORD.matcher(text).region(position, text.length());
        if (!word.lookingAt() || !word.group().equalsIgnoreCase(keyword)) {
            return false;
        }
        position = word.end();
        skip();
        return true;
    }

    /** In small letters. */
    Optional<String> word() {
        return take(WORD).map(word -> word.group().toLowerCase(Locale.ROOT));
    }

    Optional<String> field() {
        return take(FIELD).map(field -> field.group(1) != null ? field.group(1) : field.group(2));
    }

    Optional<Double> number() {
        return take(NUMBER).map(number -> Double.valueOf(number.group()));
    }

    Optional<String> string() {
        return take(STRING)
                .map(string -> (string.group(1) != null ? string.group(1) : string.group(2))
                        .replaceAll("\\\\([\"'\\\\])", "$1"));
    }

    Optional<String> regex() {
        return take(REGEX).map(regex -> regex.group(1).replace("\\/", "/"));
    }

    /** In milliseconds. */
    long period() {
        int start = position;
        Matcher period = take(PERIOD).orElseThrow(this::unexpected);
        long unit = switch (period.group(2)) {
            case "ms", "msec", "millisecond", "milliseconds" -> 1;
            case "s", "sec", "second", "seconds" -> 1000;
            case "m", "min", "minute", "minutes" -> 60_000;
            case "h", "hr", "hour", "hours" -> 3_600_000;
            case "d", "day", "days" -> 86_400_000;
            case "w", "week", "weeks" -> 7 * 86_400_000L;
            default -> throw wrong("the unit " + period.group(2) + " is not simulated", start);
        };
        try {
            long millis = Math.multiplyExact(Long.parseLong(period.group(1)), unit);
            if (millis > 0) {
                return millis;
            }
        } catch (ArithmeticException | NumberFormatException _) {
            // As no time at all.
        }
        throw wrong("no such period of time", start);
    }

    /** What comes next should not. */
    MalformedQuery unexpected() {
        return unexpected(position);
    }

    MalformedQuery unexpected(int start) {
        if (start == text.length()) {
            return new MalformedQuery("unexpected end of the query" + place(start), start, start);
        }
        Matcher symbol =
                Pattern.compile("[@\\w.]+|.", Pattern.DOTALL).matcher(text).region(start, text.length());
        String found = symbol.lookingAt() ? symbol.group() : "";
        return new MalformedQuery("unexpected symbol found " + found + place(start), start, start + found.length());
    }

    /** What was read since then is wrong. */
    MalformedQuery wrong(String message, int start) {
        return new MalformedQuery(message + place(start), start, Math.max(start, position));
    }

    private String place(int start) {
        long line = text.substring(0, start).chars().filter(c -> c == '\n').count() + 1;
        return " at line " + line + " and position " + (start - (text.lastIndexOf('\n', start - 1) + 1));
    }
}
