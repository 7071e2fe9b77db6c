package io.sockerless.engine.oci;

import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The arguments of HEALTHCHECK: {@code NONE}, or options and {@code CMD}. */
public final class Healthchecks {
    private static final Pattern DURATION_PART = Pattern.compile("([0-9]+(?:\\.[0-9]*)?|\\.[0-9]+)([^0-9.]*)");
    private static final Map<String, Long> UNITS = Map.of(
            "ns",
            1L,
            "us",
            1_000L,
            "µs",
            1_000L,
            "ms",
            1_000_000L,
            "s",
            1_000_000_000L,
            "m",
            60_000_000_000L,
            "h",
            3_600_000_000_000L);
    private static final Map<String, String> DURATIONS = Map.of(
            "interval",
            "Interval",
            "timeout",
            "Timeout",
            "start-period",
            "StartPeriod",
            "start-interval",
            "StartInterval");

    private static final long SHORTEST = 1_000_000;

    private Healthchecks() {}

    /** The {@code Healthcheck} object of a config; durations in nanoseconds. */
    public static Map<String, Object> parse(String text) {
        List<String> given = new ArrayList<>();
        int at = 0;
        while (text.startsWith("--", at)) {
            int end = endOfWord(text, at);
            String word = text.substring(at + 2, end);
            at = end;
            while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
                at++;
            }
            if (word.isEmpty()) {
                break; // two dashes alone end the flags
            }
            given.add(word.replaceAll("[\"']", ""));
        }
        String[] rest = text.substring(at).split("\\s+", 2);
        String kind = rest[0].toUpperCase(Locale.ROOT);
        String argument = rest.length > 1 ? rest[1].strip() : "";
        Map<String, Object> flags = new LinkedHashMap<>();
        if (!kind.isEmpty() && !kind.equals("NONE")) { // which nobody asks for how often
            given.forEach(word -> flag(flags, word));
        }
        Map<String, Object> out = new LinkedHashMap<>();
        switch (kind) {
            case "NONE" -> {
                if (!argument.isEmpty()) {
                    throw EngineException.invalid("HEALTHCHECK NONE takes no arguments");
                }
                out.put("Test", List.of("NONE"));
            }
            case "CMD" -> {
                List<String> words = ConfigChanges.command(argument, List.of());
                if (words.isEmpty()) {
                    throw EngineException.invalid("Missing command after HEALTHCHECK CMD");
                }
                List<String> test = new ArrayList<>(words);
                test.addFirst(ConfigChanges.array(argument).isPresent() ? "CMD" : "CMD-SHELL");
                out.put("Test", List.copyOf(test));
                out.putAll(flags);
            }
            case "" -> throw EngineException.invalid("HEALTHCHECK requires at least one argument");
            default -> throw EngineException.invalid("Unknown type \"" + kind + "\" in HEALTHCHECK (try CMD)");
        }
        return out;
    }

    private static int endOfWord(String text, int start) {
        char quote = 0;
        for (int i = start; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quote == 0 && Character.isWhitespace(c)) {
                return i;
            }
            if (quote == 0 && (c == '"' || c == '\'')) {
                quote = c;
            } else if (c == quote) {
                quote = 0;
            }
        }
        return text.length();
    }

    private static void flag(Map<String, Object> flags, String flag) {
        int equals = flag.indexOf('=');
        String name = equals < 0 ? flag : flag.substring(0, equals);
        String key = name.equals("retries") ? "Retries" : DURATIONS.getOrDefault(name, "");
        if (key.isEmpty()) {
            throw EngineException.invalid("unknown flag: " + name);
        }
        if (flags.containsKey(key)) {
            throw EngineException.invalid("duplicate flag specified: " + name);
        }
        if (equals < 0) {
            throw EngineException.invalid("missing a value on flag: " + name);
        }
        String value = flag.substring(equals + 1);
        if (value.isEmpty()) {
            return; // as if it were not there
        }
        if (name.equals("retries")) {
            flags.put(key, retries(value));
            return;
        }
        long nanos = nanos(value);
        if (nanos != 0 && nanos < SHORTEST) {
            throw EngineException.invalid("Interval \"" + name + "\" cannot be less than 1ms");
        }
        flags.put(key, nanos);
    }

    private static int retries(String value) {
        int retries;
        try {
            retries = Integer.parseInt(value);
        } catch (NumberFormatException e) {
            String why = value.matches("[+-]?[0-9]+") ? "value out of range" : "invalid syntax";
            throw new EngineException(ErrorKind.INVALID, "strconv.ParseInt: parsing \"" + value + "\": " + why, e);
        }
        if (retries < 1) {
            throw EngineException.invalid("--retries must be at least 1 (not " + retries + ")");
        }
        return retries;
    }

    /** A duration as Go writes it, in its parser's words. */
    private static long nanos(String text) {
        String rest = text.replaceFirst("^[+-]", "");
        if (rest.equals("0")) {
            return 0;
        }
        Matcher part = DURATION_PART.matcher(rest);
        BigDecimal sum = BigDecimal.ZERO;
        int at = 0;
        while (at < rest.length() && part.region(at, rest.length()).lookingAt()) {
            String unit = part.group(2);
            if (!UNITS.containsKey(unit)) {
                throw EngineException.invalid("time: "
                        + (unit.isEmpty() ? "missing unit" : "unknown unit \"" + unit + "\"") + " in duration \"" + text
                        + "\"");
            }
            sum = sum.add(new BigDecimal(part.group(1)).multiply(BigDecimal.valueOf(UNITS.get(unit))));
            at = part.end();
        }
        if (at == 0 || at < rest.length() || sum.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
            throw EngineException.invalid("time: invalid duration \"" + text + "\"");
        }
        return text.startsWith("-") ? -sum.longValue() : sum.longValue();
    }
}
