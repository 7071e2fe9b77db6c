package io.sockerless.simulators.aws.cloudwatch;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.frontends.http.Json;
import io.sockerless.simulators.aws.cloudwatch.math.Value;
import io.sockerless.simulators.aws.logs.Subscriber;
import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.kernel.Rounds;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Looks at what alarms are of when a period has ended, and when there is more data, and has functions told of changes: at least
 * once, as what is to be told is durable. Periods that end are whole minutes, or parts of these where an alarm's are shorter.
 */
final class Watch {
    private static final System.Logger LOG = System.getLogger(Watch.class.getName());
    /** How long it waits before it looks at the clock again, which may have been put forward. */
    private static final long LOOK = 1000;

    private static final long SWEEP = 3_600_000;

    private final MetricStore store;
    private final AlarmStore alarms;
    private final AtomicReference<Subscriber> functions = new AtomicReference<>();
    private final Map<String, Looked> looked = new HashMap<>();
    private final Rounds rounds = new Rounds("alarms", this::round);
    private long swept;

    /** What an alarm was judged by; it is judged again when that is another one. */
    private record Looked(long end, long configured, NavigableMap<Long, Double> found) {}

    Watch(MetricStore store, AlarmStore alarms) {
        this.store = store;
        this.alarms = alarms;
        store.listen(this::poke);
    }

    void poke() {
        rounds.poke();
    }

    /** Begins, with what a predecessor left to be done. */
    void begin(Subscriber subscriber) {
        functions.set(subscriber);
        rounds.begin();
    }

    void end() throws InterruptedException {
        rounds.end();
        looked.clear();
    }

    private long round() {
        Set<String> seen = new HashSet<>();
        for (Alarm alarm : alarms.alarms().all(_ -> true)) {
            seen.add(alarm.key());
            try {
                look(alarm);
            } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.ERROR, alarm.arn() + " is looked at later", e);
            }
        }
        looked.keySet().retainAll(seen);
        boolean left = false;
        for (AlarmAction action : alarms.due()) {
            left |= !told(action);
        }
        long now = store.now();
        if (now - swept >= SWEEP) {
            swept = now;
            store.sweep();
            alarms.sweep();
        }
        return seen.isEmpty() && !left ? SWEEP : LOOK;
    }

    private void look(Alarm alarm) {
        AlarmRule rule = AlarmRule.of(alarm.owner(), alarm.input());
        long now = store.now() / 1000;
        long end = Math.floorDiv(now, rule.step()) * rule.step();
        NavigableMap<Long, Double> found = new TreeMap<>();
        try {
            found.putAll(points(rule, end));
        } catch (AwsException e) {
            // Whether an expression can be evaluated may be up to the data: then there is no point.
            LOG.log(System.Logger.Level.DEBUG, "{0} has no data: {1}", alarm.arn(), e.getMessage());
        }
        Looked look = new Looked(end, alarm.configured(), found);
        if (!look.equals(looked.put(alarm.key(), look))) {
            judge(alarm, rule, end, found);
        }
    }

    /** @throws AwsException ValidationError when the rule's expression is not one series */
    void check(AlarmRule rule) {
        points(rule, Math.floorDiv(store.now() / 1000, rule.step()) * rule.step());
    }

    private NavigableMap<Long, Double> points(AlarmRule rule, long end) {
        long start = end - (long) (rule.periods() + Evaluation.MORE) * rule.period();
        List<Value.Series> found = new Computation(
                        store, rule.queries(), Instant.ofEpochSecond(start), Instant.ofEpochSecond(end))
                .of(rule.watched());
        if (found.size() != 1) {
            throw Checks.validation("An alarm is of one time series, and not of " + found.size() + ".");
        }
        return found.getFirst().points();
    }

    private void judge(Alarm of, AlarmRule rule, long end, NavigableMap<Long, Double> found) {
        synchronized (alarms) {
            // Another one of the name, put meanwhile, is looked at in the next round.
            alarms.alarms()
                    .get(of.key())
                    .filter(alarm -> alarm.configured() == of.configured())
                    .ifPresent(alarm -> {
                        String before = alarm.state().value();
                        Evaluation evaluation = Evaluation.of(rule, before, end, found);
                        evaluation
                                .value()
                                .filter(value -> !value.equals(before))
                                .ifPresent(value -> {
                                    String data = data(rule, evaluation).toString();
                                    AlarmState after =
                                            alarm.state().become(value, evaluation.reason(), data, alarms.now());
                                    alarms.become(alarm, after);
                                });
                    });
        }
    }

    private ObjectNode data(AlarmRule rule, Evaluation evaluation) {
        ObjectNode out = Json.MAPPER.createObjectNode().put("version", "1.0");
        out.put("queryDate", AlarmAction.text(alarms.now()));
        List<Map.Entry<Long, Double>> points = evaluation.points();
        if (!points.isEmpty()) {
            out.put("startDate", AlarmAction.text(points.getLast().getKey() * 1000));
        }
        if (!rule.unit().isEmpty()) {
            out.put("unit", rule.unit());
        }
        if (!rule.statistic().isEmpty()) {
            out.put("statistic", rule.statistic());
        }
        out.put("period", rule.period());
        ArrayNode recent = out.putArray("recentDatapoints");
        points.reversed().forEach(point -> recent.add(point.getValue()));
        out.put("threshold", rule.threshold());
        ArrayNode evaluated = out.putArray("evaluatedDatapoints");
        // A reason's data is no longer than 4000 characters.
        points.stream()
                .limit(10)
                .forEach(point -> evaluated
                        .addObject()
                        .put("timestamp", AlarmAction.text(point.getKey() * 1000))
                        .put("value", point.getValue()));
        return out;
    }

    /** @return whether it is done with */
    private boolean told(AlarmAction action) {
        try {
            byte[] payload = action.payload().toString().getBytes(StandardCharsets.UTF_8);
            functions
                    .get()
                    .invokeLater(
                            action.owner(), action.function(), AlarmAction.PRINCIPAL, action.source(), "", payload);
            alarms.done(action, "");
            return true;
        } catch (AwsException e) {
            alarms.done(action, e.code() + ": " + e.getMessage());
            return true;
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, action.function() + " is told of " + action.source() + " later", e);
            return false;
        }
    }
}
