package io.sockerless.engine.oci;

import io.sockerless.engine.model.EngineException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The arguments of HEALTHCHECK: {@code NONE}, or options and {@code CMD}. */
final class Healthchecks {
    private static final Pattern FLAG = Pattern.compile("--([a-z-]+)(?:=(\\S*))?\\s*");
    private static final Pattern DURATION_PART = Pattern.compile("([0-9]+(?:\\.[0-9]*)?|\\.[0-9]+)(ns|us|µs|ms|s|m|h)");
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

    private Healthchecks() {}

    /** The {@code Healthcheck} object of a config; durations in nanoseconds. */
    static Map<String, Object> parse(String text) {
        Map<String, Object> flags = new LinkedHashMap<>();
        Matcher flag = FLAG.matcher(text);
        int at = 0;
        while (flag.region(at, text.length()).lookingAt()) {
            flag(flags, flag.group(1), flag.group(2) == null ? "" : flag.group(2));
            at = flag.end();
        }
        String[] rest = text.substring(at).split("\\s+", 2);
        String kind = rest[0].toUpperCase(Locale.ROOT);
        String argument = rest.length > 1 ? rest[1].strip() : "";
        Map<String, Object> out = new LinkedHashMap<>();
        switch (kind) {
            case "NONE" -> {
                if (!argument.isEmpty()) {
                    throw EngineException.invalid("HEALTHCHECK NONE takes no arguments");
                }
                out.put("Test", List.of("NONE"));
            }
            case "CMD" -> {
                if (argument.isEmpty()) {
                    throw EngineException.invalid("Missing command after HEALTHCHECK CMD");
                }
                out.put("Test", test(argument));
                out.putAll(flags);
            }
            case "" -> throw EngineException.invalid("HEALTHCHECK requires at least one argument");
            default -> throw EngineException.invalid("Unknown type \"" + kind + "\" in HEALTHCHECK (try CMD)");
        }
        return out;
    }

    private static List<String> test(String argument) {
        List<String> words = ConfigChanges.command(argument, List.of());
        List<String> out = new ArrayList<>();
        out.add(argument.startsWith("[") && !words.equals(List.of(argument)) ? "CMD" : "CMD-SHELL");
        out.addAll(words);
        return List.copyOf(out);
    }

    private static void flag(Map<String, Object> flags, String name, String value) {
        if (name.equals("retries")) {
            if (!value.matches("[0-9]{1,9}")) {
                throw EngineException.invalid("strconv.ParseInt: parsing \"" + value + "\": invalid syntax");
            }
            flags.put("Retries", Integer.parseInt(value));
        } else if (DURATIONS.containsKey(name)) {
            long nanos = nanos(value);
            if (nanos != 0 && nanos < 1_000_000) {
                throw EngineException.invalid("Interval \"" + name + "\" cannot be less than 1ms");
            }
            flags.put(DURATIONS.get(name), nanos);
        } else {
            throw EngineException.invalid("unknown flag: " + name);
        }
    }

    private static long nanos(String text) {
        if (text.equals("0")) {
            return 0;
        }
        Matcher part = DURATION_PART.matcher(text);
        BigDecimal sum = BigDecimal.ZERO;
        int at = 0;
        while (at < text.length() && part.region(at, text.length()).lookingAt()) {
            sum = sum.add(new BigDecimal(part.group(1)).multiply(BigDecimal.valueOf(UNITS.get(part.group(2)))));
            at = part.end();
        }
        if (at == 0 || at < text.length() || sum.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
            throw EngineException.invalid("time: invalid duration \"" + text + "\"");
        }
        return sum.longValue();
    }
}
