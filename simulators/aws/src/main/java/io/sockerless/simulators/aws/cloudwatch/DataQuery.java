package io.sockerless.simulators.aws.cloudwatch;

import io.sockerless.simulators.aws.cloudwatch.math.Expression;
import io.sockerless.simulators.aws.cloudwatch.math.MathException;
import io.sockerless.simulators.aws.wire.Caller;
import io.sockerless.simulators.aws.wire.Input;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A statistic of a metric, or an expression of others.
 *
 * @param label empty for what it is called without one
 * @param returned whether its points are told
 * @param period of an expression without metrics, in seconds; zero for none
 */
record DataQuery(
        String id, Optional<Stat> stat, Optional<Expression> expression, String label, boolean returned, int period) {
    private static final int MOST = 500;

    /** @param unit empty for data of whatever unit */
    record Stat(Metric metric, int period, Statistic statistic, String name, String unit) {}

    /** @param field in which they are */
    static List<DataQuery> of(Caller caller, Input input, String field) {
        List<Input> queries = input.objects(field);
        if (queries.isEmpty()) {
            throw Checks.validation("The parameter " + field + " is required.");
        }
        if (queries.size() > MOST) {
            throw Checks.validation("The collection " + field + " must not have a size greater than " + MOST + ".");
        }
        List<DataQuery> out = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < queries.size(); i++) {
            DataQuery query = one(caller, queries.get(i), field + ".member." + (i + 1) + ".");
            if (!ids.add(query.id())) {
                throw Checks.validation("The values for parameter id in " + field + " are not unique.");
            }
            out.add(query);
        }
        return out;
    }

    private static DataQuery one(Caller caller, Input query, String path) {
        String id = Checks.required(query, path, "Id", 255);
        if (!id.matches("[a-z][a-zA-Z0-9_]*")) {
            throw Checks.validation("The value " + id + " for parameter " + path + "Id is not matching the expected"
                    + " pattern ^[a-z][a-zA-Z0-9_]*$.");
        }
        if (query.has("AccountId") && !query.text("AccountId").equals(caller.account())) {
            throw Checks.validation("AccountId of another account is not simulated.");
        }
        boolean stat = query.has("MetricStat");
        if (stat == query.has("Expression")) {
            throw Checks.validation("Exactly one of the parameters MetricStat and Expression must be specified for "
                    + path + "Id " + id + ".");
        }
        String label = query.text("Label");
        if (label.contains("${")) {
            throw Checks.validation("Labels with ${...} are not simulated.");
        }
        boolean returned = !query.has("ReturnData") || query.flag("ReturnData");
        int period = query.has("Period") ? Checks.period(query, path) : 0;
        if (stat) {
            Stat found = stat(caller, query.object("MetricStat"), path + "MetricStat.");
            return new DataQuery(id, Optional.of(found), Optional.empty(), label, returned, period);
        }
        try {
            Expression expression = Expression.parse(query.text("Expression"));
            return new DataQuery(id, Optional.empty(), Optional.of(expression), label, returned, period);
        } catch (MathException e) {
            throw Checks.validation("Error in expression '" + id + "': " + e.getMessage());
        }
    }

    private static Stat stat(Caller caller, Input stat, String path) {
        if (!stat.has("Metric")) {
            throw Checks.missing(path + "Metric");
        }
        Metric metric = Checks.metric(caller, stat.object("Metric"), path + "Metric.");
        int period = Checks.period(stat, path);
        String name = Checks.required(stat, path, "Stat", 100);
        return new Stat(metric, period, statistic(name, path), name, Checks.unit(stat, path, ""));
    }

    private static Statistic statistic(String name, String path) {
        return Statistic.basic(name)
                .or(() -> Statistic.extended(name))
                .orElseThrow(() ->
                        Checks.validation("The value " + name + " for parameter " + path + "Stat is not supported."));
    }
}
