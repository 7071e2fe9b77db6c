package io.sockerless.simulators.aws.cloudwatch;

import io.sockerless.simulators.kernel.Rounds;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * What services of the cloud tell of themselves: gathered for as long as a second, so that many tellings are one batch. A
 * second of it is lost when the simulator is killed.
 */
final class OwnMetrics {
    private static final System.Logger LOG = System.getLogger(OwnMetrics.class.getName());
    private static final long GATHERED = TimeUnit.SECONDS.toMillis(1);
    private static final int MINUTE = 60;
    private static final int MOST = 1000;

    private final MetricStore store;
    private final Rounds rounds = new Rounds("own-metrics", this::round);
    private Map<Key, NavigableMap<Double, Double>> gathered = new HashMap<>();
    private long written = System.nanoTime() - TimeUnit.MILLISECONDS.toNanos(GATHERED);

    private record Key(Metric metric, long time, String unit) {}

    OwnMetrics(MetricStore store) {
        this.store = store;
    }

    /** @param millis since 1970 @param count how often it was that value */
    synchronized void tell(Metric metric, long millis, String unit, double value, double count) {
        boolean first = gathered.isEmpty();
        long time = Math.floorDiv(millis, MINUTE * 1000L) * MINUTE;
        gathered.computeIfAbsent(new Key(metric, time, unit), _ -> new TreeMap<>())
                .merge(value, count, Double::sum);
        if (first) {
            rounds.poke();
        }
    }

    void begin() {
        rounds.begin();
    }

    /** What has been told is durable when it returns. */
    void end() throws InterruptedException {
        rounds.end();
        write();
    }

    synchronized void clear() {
        gathered.clear();
    }

    private synchronized Map<Key, NavigableMap<Double, Double>> taken() {
        Map<Key, NavigableMap<Double, Double>> taken = gathered;
        gathered = new HashMap<>();
        return taken;
    }

    private long round() {
        long left = GATHERED - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - written);
        synchronized (this) {
            if (gathered.isEmpty() || left > 0) {
                return gathered.isEmpty() ? 0 : left;
            }
        }
        try {
            write();
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "metrics of the cloud's own are lost", e);
        }
        return GATHERED;
    }

    private void write() {
        written = System.nanoTime();
        Map<List<String>, List<MetricBatch.Told>> batches = new HashMap<>();
        taken().forEach((key, values) -> {
            Sample sample =
                    Sample.of(key.time(), key.unit(), List.copyOf(values.keySet()), List.copyOf(values.values()));
            Metric metric = key.metric();
            batches.computeIfAbsent(List.of(metric.place(), metric.namespace()), _ -> new ArrayList<>())
                    .add(new MetricBatch.Told(metric.name(), metric.dimensions(), sample));
        });
        batches.forEach((where, told) -> {
            for (int i = 0; i < told.size(); i += MOST) {
                store.put(where.getFirst(), where.getLast(), told.subList(i, Math.min(told.size(), i + MOST)));
            }
        });
    }
}
