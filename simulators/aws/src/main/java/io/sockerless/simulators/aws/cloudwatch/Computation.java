package io.sockerless.simulators.aws.cloudwatch;

import io.sockerless.simulators.aws.cloudwatch.math.MathException;
import io.sockerless.simulators.aws.cloudwatch.math.Names;
import io.sockerless.simulators.aws.cloudwatch.math.Value;
import io.sockerless.simulators.aws.wire.AwsException;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.LongStream;

/** Queries that may name each other, of one time; each is evaluated once, if anybody wants it. */
final class Computation implements Names {
    private static final int MOST_TIMES = 1_000_000;

    private final MetricStore store;
    private final Map<String, DataQuery> queries = new HashMap<>();
    private final Map<String, Value> known = new HashMap<>();
    private final Set<String> asked = new HashSet<>();
    private final List<DataQuery> all;
    private final Instant start;
    private final Instant end;

    Computation(MetricStore store, List<DataQuery> all, Instant start, Instant end) {
        this.store = store;
        this.all = all;
        this.start = start;
        this.end = end;
        all.forEach(query -> queries.put(query.id(), query));
    }

    /** @throws AwsException ValidationError when it cannot be evaluated, or is no series */
    List<Value.Series> of(DataQuery query) {
        try {
            List<Value.Series> found = switch (named(query.id())) {
                case Value.Series one -> List.of(one);
                case Value.Several several -> several.series();
                case Value.Scalar _, Value.Text _ ->
                    throw new MathException("The expression must be a time series, or several of them");
            };
            boolean own = query.stat().isEmpty() && found.size() == 1
                    || !query.label().isEmpty();
            String label = query.label().isEmpty() ? query.id() : query.label();
            return own ? found.stream().map(one -> one.labelled(label)).toList() : found;
        } catch (MathException e) {
            throw Checks.validation("Error in expression '" + query.id() + "': " + e.getMessage());
        }
    }

    @Override
    public Value named(String id) {
        DataQuery query = queries.get(id);
        if (query == null) {
            throw new MathException("There is no '" + id + "'");
        }
        Value value = known.get(id);
        if (value != null) {
            return value;
        }
        if (!asked.add(id)) {
            throw new MathException("'" + id + "' is of itself");
        }
        Value found = query.stat()
                .<Value>map(this::series)
                .orElseGet(() -> query.expression().orElseThrow().of(this));
        known.put(id, found);
        return found;
    }

    private Value.Series series(DataQuery.Stat stat) {
        NavigableMap<Long, Double> points = new TreeMap<>();
        Window window = window(stat.period());
        window.periods(
                        store,
                        stat.metric(),
                        sample -> stat.unit().isEmpty() || sample.unit().equals(stat.unit()))
                .forEach((time, samples) -> Optional.ofNullable(samples.get(true))
                        .ifPresent(of -> stat.statistic().of(of).ifPresent(value -> points.put(time, value))));
        return new Value.Series(stat.metric().name(), stat.period(), points);
    }

    private Window window(int period) {
        return Window.of(start, end, period, store.now() / 1000);
    }

    @Override
    public List<Value.Series> metrics(String part) {
        return all.stream()
                .filter(query -> query.stat().isPresent() && query.id().contains(part))
                .map(query -> (Value.Series) named(query.id()))
                .toList();
    }

    @Override
    public List<Long> times(int period) {
        Window window = window(period);
        if (window.periods() > MOST_TIMES) {
            throw new MathException("There are more than " + MOST_TIMES + " periods");
        }
        return LongStream.range(0, window.periods())
                .mapToObj(i -> window.start() + i * period)
                .toList();
    }

    @Override
    public int period() {
        return all.stream()
                .mapToInt(query -> Math.max(
                        query.period(), query.stat().map(DataQuery.Stat::period).orElse(0)))
                .max()
                .orElse(0);
    }
}
