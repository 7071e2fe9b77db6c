package io.sockerless.simulators.aws.events;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.temporal.TemporalAdjusters;
import java.util.BitSet;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The days of a cron expression, each list of them as a question to a date. */
final class CronDays {
    private static final CronField OF_MONTH = new CronField(1, 31, List.of());
    private static final CronField OF_WEEK =
            new CronField(1, 7, List.of("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"));
    private static final Pattern NEAREST = Pattern.compile("(\\d{1,2})W");
    private static final Pattern LAST = Pattern.compile("(\\w+)L");
    private static final Pattern NTH = Pattern.compile("(\\w+)#([1-5])");

    private CronDays() {}

    private static Predicate<LocalDate> any(
            String text, java.util.function.Function<String, Predicate<LocalDate>> one) {
        Predicate<LocalDate> days = _ -> false;
        for (String part : text.split(",", -1)) {
            days = days.or(one.apply(part));
        }
        return days;
    }

    static Predicate<LocalDate> ofMonth(String text) {
        return any(text, CronDays::partOfMonth);
    }

    static Predicate<LocalDate> ofWeek(String text) {
        return any(text, CronDays::partOfWeek);
    }

    private static Predicate<LocalDate> partOfMonth(String part) {
        if (part.equals("L")) {
            return date -> date.getDayOfMonth() == date.lengthOfMonth();
        }
        if (part.equals("LW")) {
            return date -> date.equals(workday(date, date.lengthOfMonth()));
        }
        Matcher nearest = NEAREST.matcher(part);
        if (nearest.matches()) {
            int day = OF_MONTH.number(nearest.group(1));
            return date -> day <= date.lengthOfMonth() && date.equals(workday(date, day));
        }
        BitSet days = OF_MONTH.parse(part);
        return date -> days.get(date.getDayOfMonth());
    }

    /** The day from Monday to Friday that is nearest to that one, in the same month. */
    private static LocalDate workday(LocalDate month, int day) {
        LocalDate wanted = month.withDayOfMonth(day);
        return switch (wanted.getDayOfWeek()) {
            case SATURDAY -> day == 1 ? wanted.plusDays(2) : wanted.minusDays(1);
            case SUNDAY -> day == wanted.lengthOfMonth() ? wanted.minusDays(2) : wanted.plusDays(1);
            case MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY -> wanted;
        };
    }

    /** From 1, which is Sunday. */
    private static DayOfWeek day(int number) {
        return DayOfWeek.SUNDAY.plus(number - 1L);
    }

    private static Predicate<LocalDate> partOfWeek(String part) {
        if (part.equals("L")) {
            return date -> date.getDayOfWeek() == DayOfWeek.SATURDAY;
        }
        Matcher last = LAST.matcher(part);
        if (last.matches()) {
            DayOfWeek day = day(OF_WEEK.number(last.group(1)));
            return date -> date.equals(date.with(TemporalAdjusters.lastInMonth(day)));
        }
        Matcher nth = NTH.matcher(part);
        if (nth.matches()) {
            DayOfWeek day = day(OF_WEEK.number(nth.group(1)));
            int which = Integer.parseInt(nth.group(2));
            return date -> date.getDayOfWeek() == day && (date.getDayOfMonth() - 1) / 7 + 1 == which;
        }
        BitSet days = OF_WEEK.parse(part);
        return date -> days.get(date.getDayOfWeek().getValue() % 7 + 1);
    }
}
