package io.sockerless.simulators.aws.cloudwatch;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What an alarm makes of the points that it looks at.
 *
 * @param value as it is to become; empty to leave it as it is
 * @param points that say so, the latest first
 * @see <a href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html">AWS</a>
 */
record Evaluation(Optional<String> value, String reason, List<Map.Entry<Long, Double>> points) {
    /** Periods that it looks back further than it must, for points that came late. */
    static final int MORE = 2;

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("dd/MM/yy HH:mm:ss").withZone(ZoneOffset.UTC);

    /**
     * @param end of the last period, in seconds since 1970
     * @param found by the starts of their periods, of {@link #MORE} periods more than are evaluated
     */
    static Evaluation of(AlarmRule rule, String before, long end, NavigableMap<Long, Double> found) {
        List<Map.Entry<Long, Double>> latest = List.copyOf(
                        new TreeMap<>(found).descendingMap().entrySet())
                .stream()
                .limit(rule.periods())
                .map(point -> Map.entry(point.getKey(), point.getValue()))
                .toList();
        List<Map.Entry<Long, Double>> over = latest.stream()
                .filter(point -> rule.comparison().breaks(point.getValue(), rule.threshold()))
                .toList();
        int filled = rule.periods() - latest.size();
        boolean certain = over.size() >= rule.least();
        if (filled == 0) {
            return decided(rule, before, certain, latest, over);
        }
        boolean onlyOver = !latest.isEmpty() && over.size() == latest.size();
        return switch (rule.missing()) {
            case BREACHING ->
                over.size() + filled >= rule.least()
                        ? treated(rule, before, AlarmState.ALARM, filled, latest, over)
                        : decided(rule, before, false, latest, over);
            case NOT_BREACHING ->
                certain
                        ? decided(rule, before, true, latest, over)
                        : treated(rule, before, AlarmState.OK, filled, latest, over);
            case MISSING -> {
                if (latest.isEmpty()) {
                    yield new Evaluation(Optional.of(AlarmState.UNKNOWN), unknown(rule.periods()), latest);
                }
                // No later point says that it is not: no need to wait for more of them.
                boolean lasting = onlyOver && end - latest.getLast().getKey() >= (long) rule.least() * rule.period();
                yield decided(rule, before, certain || lasting, latest, over);
            }
            case IGNORE ->
                latest.isEmpty() || onlyOver && !certain
                        ? new Evaluation(Optional.empty(), "", latest)
                        : decided(rule, before, certain, latest, over);
        };
    }

    private static Evaluation decided(
            AlarmRule rule,
            String before,
            boolean alarm,
            List<Map.Entry<Long, Double>> latest,
            List<Map.Entry<Long, Double>> over) {
        List<Map.Entry<Long, Double>> telling = alarm
                ? over
                : latest.stream().filter(point -> !over.contains(point)).toList();
        String to = alarm ? AlarmState.ALARM : AlarmState.OK;
        int needed = alarm ? Math.min(rule.least(), over.size()) : rule.periods() - rule.least() + 1;
        String reason = "Threshold Crossed: " + telling.size() + " out of the last " + latest.size() + " datapoints ["
                + telling.stream()
                        .map(point ->
                                point.getValue() + " (" + TIME.format(Instant.ofEpochSecond(point.getKey())) + ")")
                        .collect(Collectors.joining(", "))
                + "] " + (telling.size() == 1 ? "was " : "were ") + (alarm ? "" : "not ")
                + rule.comparison().words() + " the threshold (" + rule.threshold() + ") (minimum "
                + needed + (needed == 1 ? " datapoint" : " datapoints") + " for " + before + " -> " + to
                + " transition).";
        return new Evaluation(Optional.of(to), reason, latest);
    }

    private static Evaluation treated(
            AlarmRule rule,
            String before,
            String to,
            int filled,
            List<Map.Entry<Long, Double>> latest,
            List<Map.Entry<Long, Double>> over) {
        if (!latest.isEmpty()) {
            Evaluation told = decided(rule, before, to.equals(AlarmState.ALARM), latest, over);
            return new Evaluation(told.value(), told.reason(), latest);
        }
        String as = to.equals(AlarmState.ALARM) ? "Breaching" : "NonBreaching";
        String reason = "Threshold Crossed: no datapoints were received for " + filled
                + (filled == 1 ? " period and " : " periods and ") + filled
                + (filled == 1 ? " missing datapoint was" : " missing datapoints were") + " treated as [" + as + "].";
        return new Evaluation(Optional.of(to), reason, latest);
    }

    private static String unknown(int points) {
        return "Insufficient Data: " + points + (points == 1 ? " datapoint was" : " datapoints were") + " unknown.";
    }
}
