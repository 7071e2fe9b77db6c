package io.sockerless.engine.core.filter;

import io.sockerless.engine.model.EngineException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The value of a filter {@code until}: Unix seconds, a Go duration before now, or a date in Docker's forms (UTC). */
public final class Until {
    private static final Pattern DURATION_PART = Pattern.compile("(\\d{1,15}(?:\\.\\d{1,15})?)(ns|us|µs|ms|s|m|h)");
    private static final Pattern SECONDS = Pattern.compile("(\\d{1,15})(?:\\.(\\d{1,9}))?");
    private static final Map<String, Double> NANOS =
            Map.of("h", 3600e9, "m", 60e9, "s", 1e9, "ms", 1e6, "us", 1e3, "µs", 1e3, "ns", 1.0);

    private Until() {}

    /** @throws EngineException INVALID, in dockerd's words */
    public static Instant parse(String text, Instant now) {
        Matcher seconds = SECONDS.matcher(text);
        try {
            if (seconds.matches()) {
                String fraction = seconds.group(2) == null ? "" : seconds.group(2);
                return Instant.ofEpochSecond(
                        Long.parseLong(seconds.group(1)), Long.parseLong((fraction + "000000000").substring(0, 9)));
            }
            Optional<Duration> before = duration(text);
            return before.isPresent() ? now.minus(before.get()) : date(text);
        } catch (java.time.DateTimeException e) {
            throw EngineException.invalid("failed to parse value as time or duration: \"" + text + "\"");
        }
    }

    private static Instant date(String text) throws DateTimeParseException {
        if (text.endsWith("Z") || text.lastIndexOf('+') > 10 || text.lastIndexOf('-') > 10) {
            return OffsetDateTime.parse(text).toInstant();
        }
        return text.contains("T")
                ? LocalDateTime.parse(text).toInstant(ZoneOffset.UTC)
                : LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC);
    }

    /** A duration as Go writes it; empty if it is none. */
    public static Optional<Duration> duration(String text) {
        Matcher part = DURATION_PART.matcher(text);
        double nanos = 0;
        int end = 0;
        while (part.find() && part.start() == end) {
            nanos += Double.parseDouble(part.group(1)) * NANOS.get(part.group(2));
            end = part.end();
        }
        return end == text.length() && end > 0 ? Optional.of(Duration.ofNanos((long) nanos)) : Optional.empty();
    }
}
