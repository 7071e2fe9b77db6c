package io.sockerless.engine.core.image;

import io.sockerless.engine.model.EngineException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The value of a filter {@code until}: Unix seconds, a Go duration before now, or a date in Docker's forms. */
final class Until {
    private static final Pattern DURATION_PART = Pattern.compile("(\\d+(?:\\.\\d+)?)(ns|us|µs|ms|s|m|h)");
    private static final Pattern SECONDS = Pattern.compile("\\d+(\\.\\d+)?");

    private Until() {}

    static Instant parse(String text) {
        if (SECONDS.matcher(text).matches()) {
            int dot = text.indexOf('.');
            long nanos = dot < 0 ? 0 : Long.parseLong((text.substring(dot + 1) + "000000000").substring(0, 9));
            return Instant.ofEpochSecond(Long.parseLong(dot < 0 ? text : text.substring(0, dot)), nanos);
        }
        Duration before = duration(text);
        if (!before.isNegative()) {
            return Instant.now().minus(before);
        }
        try {
            if (text.endsWith("Z") || text.lastIndexOf('+') > 10 || text.lastIndexOf('-') > 10) {
                return OffsetDateTime.parse(text).toInstant();
            }
            return text.contains("T")
                    ? LocalDateTime.parse(text).toInstant(ZoneOffset.UTC)
                    : LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC);
        } catch (DateTimeParseException e) {
            throw EngineException.invalid("failed to parse value as time or duration: \"" + text + "\"");
        }
    }

    /** A Go duration, or a negative one when the text is none. */
    private static Duration duration(String text) {
        Matcher part = DURATION_PART.matcher(text);
        double nanos = 0;
        int end = 0;
        while (part.find() && part.start() == end) {
            nanos += Double.parseDouble(part.group(1)) * unit(part.group(2));
            end = part.end();
        }
        return end == text.length() && end > 0 ? Duration.ofNanos((long) nanos) : Duration.ofNanos(-1);
    }

    private static double unit(String name) {
        return switch (name) {
            case "h" -> 3600e9;
            case "m" -> 60e9;
            case "s" -> 1e9;
            case "ms" -> 1e6;
            case "us", "µs" -> 1e3;
            default -> 1;
        };
    }
}
