package io.sockerless.engine.build.dockerfile;

import java.math.BigDecimal;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The values of {@code HEALTHCHECK}'s options, checked as Docker does; durations are written as in Go. */
final class Durations {
    private static final BigDecimal MILLI = BigDecimal.valueOf(1_000_000);
    private static final Pattern PART = Pattern.compile("([0-9]+(?:\\.[0-9]*)?|\\.[0-9]+)([^0-9.]*)");
    private static final Map<String, BigDecimal> UNITS = Map.of(
            "ns", BigDecimal.ONE,
            "us", BigDecimal.valueOf(1_000),
            "µs", BigDecimal.valueOf(1_000),
            "μs", BigDecimal.valueOf(1_000),
            "ms", MILLI,
            "s", BigDecimal.valueOf(1_000_000_000L),
            "m", BigDecimal.valueOf(60_000_000_000L),
            "h", BigDecimal.valueOf(3_600_000_000_000L));

    private Durations() {}

    static void check(String option, String value) {
        BigDecimal nanos = nanos(value);
        if (nanos.signum() != 0 && nanos.compareTo(MILLI) < 0) {
            throw DockerfileError.of("Interval \"" + option + "\" cannot be less than 1ms");
        }
    }

    private static BigDecimal nanos(String text) {
        String rest = text.replaceFirst("^[+-]", "");
        if (rest.equals("0")) {
            return BigDecimal.ZERO;
        }
        Matcher part = PART.matcher(rest);
        BigDecimal sum = BigDecimal.ZERO;
        int at = 0;
        while (at < rest.length() && part.region(at, rest.length()).lookingAt()) {
            String unit = part.group(2);
            if (!UNITS.containsKey(unit)) {
                String what = unit.isEmpty() ? "missing unit" : "unknown unit " + Words.quote(unit);
                throw DockerfileError.of("time: " + what + " in duration " + Words.quote(text));
            }
            sum = sum.add(new BigDecimal(part.group(1)).multiply(UNITS.get(unit)));
            at = part.end();
        }
        if (at == 0 || at < rest.length() || sum.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
            throw DockerfileError.of("time: invalid duration " + Words.quote(text));
        }
        return text.startsWith("-") ? sum.negate() : sum;
    }

    static void checkRetries(String value) {
        int retries;
        try {
            retries = Integer.parseInt(value);
        } catch (NumberFormatException _) {
            String why = value.matches("[+-]?[0-9]+") ? "value out of range" : "invalid syntax";
            throw DockerfileError.of("strconv.ParseInt: parsing " + Words.quote(value) + ": " + why);
        }
        if (retries < 1) { // BuildKit lets 0 pass, as the default
            throw DockerfileError.of("--retries must be at least 1 (not " + retries + ")");
        }
    }
}
