package io.sockerless.simulators.aws.events;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A schedule of six fields, in UTC: minutes, hours, days of the month, months, days of the week, years. One of the two kinds
 * of days is {@code ?}.
 *
 * @param day whether it is one of its days, as far as the month and the year do not say otherwise
 */
record Cron(BitSet minutes, BitSet hours, Predicate<LocalDate> day, BitSet months, BitSet years) implements Schedule {
    private static final int FIRST_YEAR = 1970;
    private static final int LAST_YEAR = 2199;
    private static final List<String> MONTHS =
            List.of("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC");

    /** @param text what is between the brackets */
    static Cron parse(String text) {
        String[] fields = text.strip().split("\\s+");
        if (fields.length != 6 || fields[2].equals("?") == fields[4].equals("?")) {
            throw Schedule.refused();
        }
        return new Cron(
                new CronField(0, 59, List.of()).parse(fields[0]),
                new CronField(0, 23, List.of()).parse(fields[1]),
                fields[2].equals("?") ? CronDays.ofWeek(fields[4]) : CronDays.ofMonth(fields[2]),
                new CronField(1, 12, MONTHS).parse(fields[3]),
                new CronField(FIRST_YEAR, LAST_YEAR, List.of()).parse(fields[5]));
    }

    @Override
    public Optional<Instant> next(Instant after, Instant since) {
        LocalDateTime from = LocalDateTime.ofInstant(after, ZoneOffset.UTC)
                .withSecond(0)
                .withNano(0)
                .plusMinutes(1);
        LocalDate date = from.toLocalDate();
        LocalTime earliest = from.toLocalTime();
        while (date.getYear() <= LAST_YEAR) {
            if (!years.get(date.getYear())) {
                date = LocalDate.of(date.getYear() + 1, 1, 1);
            } else if (!months.get(date.getMonthValue())) {
                date = date.withDayOfMonth(1).plusMonths(1);
            } else {
                Optional<LocalTime> time = day.test(date) ? time(earliest) : Optional.empty();
                if (time.isPresent()) {
                    return Optional.of(date.atTime(time.get()).toInstant(ZoneOffset.UTC));
                }
                date = date.plusDays(1);
            }
            earliest = LocalTime.MIN;
        }
        return Optional.empty();
    }

    /** The first one of a day that is not before that. */
    private Optional<LocalTime> time(LocalTime earliest) {
        int hour = hours.nextSetBit(earliest.getHour());
        int minute = hour == earliest.getHour() ? minutes.nextSetBit(earliest.getMinute()) : minutes.nextSetBit(0);
        if (hour >= 0 && minute < 0) {
            hour = hours.nextSetBit(hour + 1);
            minute = minutes.nextSetBit(0);
        }
        return hour < 0 ? Optional.empty() : Optional.of(LocalTime.of(hour, minute));
    }
}
