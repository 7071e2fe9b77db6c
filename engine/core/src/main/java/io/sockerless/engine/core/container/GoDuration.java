package io.sockerless.engine.core.container;

import java.math.BigDecimal;
import java.time.Duration;

/** Durations as Go prints them, since Docker's messages hold them: {@code 1.5s}, {@code 2m0s}, {@code 300ms}. */
final class GoDuration {
    private GoDuration() {}

    static String text(Duration duration) {
        long nanos = duration.toNanos();
        if (nanos == 0) {
            return "0s";
        }
        if (nanos < 1_000) {
            return nanos + "ns";
        }
        if (nanos < 1_000_000) {
            return decimal(nanos, 3) + "µs";
        }
        if (nanos < 1_000_000_000) {
            return decimal(nanos, 6) + "ms";
        }
        String seconds = decimal(duration.minusMinutes(duration.toMinutes()).toNanos(), 9) + "s";
        if (duration.toMinutes() == 0) {
            return seconds;
        }
        String minutes = duration.toMinutesPart() + "m" + seconds;
        return duration.toHours() == 0 ? minutes : duration.toHours() + "h" + minutes;
    }

    private static String decimal(long nanos, int scale) {
        BigDecimal value = BigDecimal.valueOf(nanos, scale);
        return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
    }
}
