package io.sockerless.simulators.aws.events;

import io.sockerless.simulators.aws.wire.AwsException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** When a rule fires, as its schedule expression says: {@code rate(5 minutes)}, {@code cron(0 10 * * ? *)}. */
sealed interface Schedule permits Schedule.Rate, Cron {
    Pattern RATE = Pattern.compile("rate\\(([1-9]\\d{0,8}) (minute|hour|day)(s?)\\)");
    Map<String, Duration> UNITS =
            Map.of("minute", Duration.ofMinutes(1), "hour", Duration.ofHours(1), "day", Duration.ofDays(1));

    /**
     * The first time behind that one; empty when there is none any more.
     *
     * @param since when the rule was put or enabled
     */
    Optional<Instant> next(Instant after, Instant since);

    /** Every so often. */
    record Rate(Duration period) implements Schedule {
        @Override
        public Optional<Instant> next(Instant after, Instant since) {
            if (after.isBefore(since)) {
                return Optional.of(since.plus(period));
            }
            long passed = Duration.between(since, after).dividedBy(period);
            return Optional.of(since.plus(period.multipliedBy(passed + 1)));
        }
    }

    /** @throws AwsException when it is none */
    static Schedule parse(String text) {
        if (text.startsWith("cron(") && text.endsWith(")")) {
            return Cron.parse(text.substring(5, text.length() - 1));
        }
        Matcher rate = RATE.matcher(text);
        // One minute, two minutes.
        if (!rate.matches() || rate.group(1).equals("1") != rate.group(3).isEmpty()) {
            throw refused();
        }
        return new Rate(UNITS.get(rate.group(2)).multipliedBy(Long.parseLong(rate.group(1))));
    }

    static AwsException refused() {
        return Checks.invalid("Parameter ScheduleExpression is not valid.");
    }
}
