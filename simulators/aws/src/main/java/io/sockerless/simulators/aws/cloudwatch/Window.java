package io.sockerless.simulators.aws.cloudwatch;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * A time that is looked at, in periods. All in seconds since 1970.
 *
 * @param start of the first period
 * @param end does not belong to it
 * @param now older data is known in long periods only, as Amazon keeps it: after three hours in those of a minute, after 15
 *     days in those of five minutes, after 63 days in those of an hour
 */
record Window(long start, long end, int period, long now) {
    private static final int MINUTE = 60;
    private static final int FIVE_MINUTES = 300;
    private static final int HOUR = 3600;
    private static final long FINE = Duration.ofHours(3).toSeconds();
    private static final long MINUTES = Duration.ofDays(15).toSeconds();
    private static final long FIVES = Duration.ofDays(63).toSeconds();

    /** The start is rounded down to what Amazon knows the age of it by. */
    static Window of(Instant start, Instant end, int period, long now) {
        long from = start.getEpochSecond();
        long age = now - from;
        long round = age > FIVES ? HOUR : age > MINUTES ? FIVE_MINUTES : Math.min(period, MINUTE);
        long last = end.getNano() == 0 ? end.getEpochSecond() : end.getEpochSecond() + 1;
        return new Window(Math.floorDiv(from, round) * round, last, period, now);
    }

    long periods() {
        return Math.ceilDiv(end - start, period);
    }

    /** Where data begins to be known in such periods. */
    private long floor() {
        long back = period < MINUTE
                ? FINE
                : period < FIVE_MINUTES ? MINUTES : period < HOUR ? FIVES : MetricStore.KEPT.toSeconds();
        return now - back;
    }

    /** What there is of a metric, by the start of its period and by what else is told apart. */
    <K> NavigableMap<Long, NavigableMap<K, List<Sample>>> periods(
            MetricStore store, Metric metric, Function<Sample, K> apart) {
        NavigableMap<Long, NavigableMap<K, List<Sample>>> out = new TreeMap<>();
        for (Sample sample : store.samples(metric, Math.max(start, floor()), end)) {
            long begin = start + Math.floorDiv(sample.time() - start, period) * period;
            out.computeIfAbsent(begin, _ -> new TreeMap<>())
                    .computeIfAbsent(apart.apply(sample), _ -> new java.util.ArrayList<>())
                    .add(sample);
        }
        return out;
    }
}
