package io.sockerless.simulators.aws.cloudwatch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.simulators.aws.wire.Caller;
import io.sockerless.simulators.aws.wire.Input;
import java.util.List;
import java.util.Optional;

/**
 * When an alarm is on.
 *
 * @param queries of which the one that is returned is watched
 * @param period in seconds
 * @param periods that are looked at
 * @param least of them that must be over the threshold
 * @param missing what a period without data counts as
 * @param unit empty for any
 */
record AlarmRule(
        List<DataQuery> queries,
        int period,
        int periods,
        int least,
        Comparison comparison,
        double threshold,
        Missing missing,
        String statistic,
        String unit) {
    private static final int DAY = 86_400;

    /** As what a period without data counts. */
    enum Missing {
        MISSING("missing"),
        IGNORE("ignore"),
        BREACHING("breaching"),
        NOT_BREACHING("notBreaching");

        private final String word;

        Missing(String word) {
            this.word = word;
        }

        static Missing of(String said) {
            return List.of(values()).stream()
                    .filter(one -> one.word.equals(said))
                    .findFirst()
                    .orElseThrow(() -> Checks.validation("The value " + said + " is not supported for TreatMissingData"
                            + " parameter. Supported values are [breaching, notBreaching, ignore, missing]."));
        }
    }

    /** With what is put when nothing is said of it. @throws io.sockerless.simulators.aws.wire.AwsException ValidationError */
    static AlarmRule of(Caller caller, Input input) {
        Checks.refuse(input, "EvaluationCriteria", "EvaluationInterval", "ThresholdMetricId");
        if (input.text("EvaluateLowSampleCountPercentile").equals("ignore")) {
            throw Checks.validation("EvaluateLowSampleCountPercentile ignore is not simulated.");
        }
        int periods = whole(input, "EvaluationPeriods").orElseThrow(() -> Checks.missing("EvaluationPeriods"));
        int least = whole(input, "DatapointsToAlarm").orElse(periods);
        if (least > periods) {
            throw Checks.validation("The value for DatapointsToAlarm must be less than or equal to the value for"
                    + " EvaluationPeriods.");
        }
        Comparison comparison = Comparison.of(Checks.required(input, "", "ComparisonOperator", 255));
        double threshold = input.decimal("Threshold").orElseThrow(() -> Checks.missing("Threshold"));
        if (!Double.isFinite(threshold)) {
            throw Checks.validation("The value " + threshold + " for parameter Threshold is invalid.");
        }
        Missing missing = input.has("TreatMissingData") ? Missing.of(input.text("TreatMissingData")) : Missing.MISSING;
        boolean metrics = !input.items("Metrics").isEmpty();
        List<DataQuery> queries = metrics ? several(caller, input) : List.of(single(caller, input));
        int period = queries.stream()
                .mapToInt(query -> Math.max(
                        query.period(), query.stat().map(DataQuery.Stat::period).orElse(0)))
                .max()
                .orElse(0);
        if (period == 0) {
            throw Checks.validation("Period must not be null");
        }
        if ((long) period * periods > (period < 3600 ? DAY : 7 * DAY)) {
            throw Checks.validation("Metrics cannot be checked across more than a day (EvaluationPeriods * Period must"
                    + " be <= " + (period < 3600 ? DAY : 7 * DAY) + ").");
        }
        String statistic = queries.getFirst().stat().map(DataQuery.Stat::name).orElse("");
        return new AlarmRule(
                queries,
                period,
                periods,
                least,
                comparison,
                threshold,
                missing,
                metrics ? "" : statistic,
                input.text("Unit"));
    }

    private static Optional<Integer> whole(Input input, String name) {
        int number = input.number(name, 1, 1 << 20, 0);
        return number == 0 ? Optional.empty() : Optional.of(number);
    }

    private static List<DataQuery> several(Caller caller, Input input) {
        for (String field :
                List.of("MetricName", "Namespace", "Statistic", "ExtendedStatistic", "Dimensions", "Period", "Unit")) {
            if (input.has(field) && !(input.document().path(field).isEmpty() && field.equals("Dimensions"))) {
                throw Checks.validation("Metrics list is mutually exclusive with " + field + ".");
            }
        }
        List<DataQuery> queries = DataQuery.of(caller, input, "Metrics");
        if (queries.stream().filter(DataQuery::returned).count() != 1) {
            throw Checks.validation("Exactly one element of the metrics list should return data.");
        }
        return queries;
    }

    private static DataQuery single(Caller caller, Input input) {
        if (input.has("Statistic") == input.has("ExtendedStatistic")) {
            throw Checks.validation("Exactly one of Statistic and ExtendedStatistic must be specified.");
        }
        Metric metric = Checks.metric(caller, input, "");
        String name = input.text(input.has("Statistic") ? "Statistic" : "ExtendedStatistic");
        Statistic statistic = (input.has("Statistic") ? Statistic.basic(name) : Statistic.extended(name))
                .orElseThrow(() -> Checks.validation("The statistic " + name + " is not supported."));
        int period = Checks.period(input, "");
        DataQuery.Stat stat = new DataQuery.Stat(metric, period, statistic, name, Checks.unit(input, "", ""));
        return new DataQuery("m1", Optional.of(stat), Optional.empty(), "", true, 0);
    }

    DataQuery watched() {
        return queries.stream().filter(DataQuery::returned).findFirst().orElseThrow();
    }

    /** What it is of when it is no expression. */
    Optional<DataQuery.Stat> plain() {
        return statistic.isEmpty() ? Optional.empty() : watched().stat();
    }

    /** How often there is something new to look at, in seconds. */
    int step() {
        return Math.min(period, 60);
    }

    /** As an alarm's definition, with what was left out of it. */
    static ObjectNode whole(ObjectNode put) {
        ObjectNode out = put.deepCopy();
        out.remove("Tags");
        if (!out.hasNonNull("ActionsEnabled")) {
            out.put("ActionsEnabled", true);
        }
        for (String list : List.of("OKActions", "AlarmActions", "InsufficientDataActions")) {
            if (!out.hasNonNull(list)) {
                out.putArray(list);
            }
        }
        if (!out.hasNonNull("Metrics") && !out.hasNonNull("Dimensions")) {
            out.putArray("Dimensions");
        }
        return out.put("Threshold", put.path("Threshold").asDouble());
    }
}
