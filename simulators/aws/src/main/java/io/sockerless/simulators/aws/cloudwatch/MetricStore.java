package io.sockerless.simulators.aws.cloudwatch;

import io.sockerless.simulators.kernel.Documents;
import io.sockerless.simulators.kernel.State;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * All data of metrics, durable in the batches in which it came and in memory by metric. It is kept as long as Amazon keeps the
 * coarsest, and as it was told: what Amazon would know of it only in longer periods is left out by {@link Window}.
 */
final class MetricStore {
    static final Duration KEPT = Duration.ofDays(455);

    private final Clock clock;
    private final Documents<MetricBatch> batches;
    private final ConcurrentNavigableMap<String, Series> known = new ConcurrentSkipListMap<>();
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final AtomicLong next = new AtomicLong(1);
    private final ReadWriteLock changing = new ReentrantReadWriteLock();

    /** @param numbered of a sample's batch and its place there, below {@link #ROOM} */
    private record At(long time, long numbered) implements Comparable<At> {
        @Override
        public int compareTo(At other) {
            int first = Long.compare(time, other.time);
            return first != 0 ? first : Long.compare(numbered, other.numbered);
        }
    }

    private static final int ROOM = 1000;

    private record Series(Metric metric, ConcurrentNavigableMap<At, Sample> samples) {}

    MetricStore(State state, Clock clock) {
        this.clock = clock;
        batches = state.documents("metrics-batch", MetricBatch.class, MetricBatch::key);
        batches.all(_ -> true).forEach(batch -> {
            remember(batch);
            next.accumulateAndGet(batch.number() + 1, Math::max);
        });
    }

    long now() {
        return clock.millis();
    }

    Clock clock() {
        return clock;
    }

    private void remember(MetricBatch batch) {
        for (int i = 0; i < batch.data().size(); i++) {
            MetricBatch.Told told = batch.data().get(i);
            Metric metric = batch.metric(told);
            known.computeIfAbsent(metric.key(), _ -> new Series(metric, new ConcurrentSkipListMap<>()))
                    .samples()
                    .put(new At(told.sample().time(), batch.number() * ROOM + i), told.sample());
        }
    }

    /** Durable when it returns. @param data no more than can be told at once */
    void put(String place, String namespace, List<MetricBatch.Told> data) {
        changing.readLock().lock();
        try {
            long latest =
                    data.stream().mapToLong(told -> told.sample().time()).max().orElse(0);
            MetricBatch batch = new MetricBatch(next.getAndIncrement(), place, namespace, latest, data);
            batches.put(batch);
            remember(batch);
        } finally {
            changing.readLock().unlock();
        }
        listeners.forEach(Runnable::run);
    }

    /** Has a listener hear that there is more. */
    void listen(Runnable listener) {
        listeners.add(listener);
    }

    /** Samples from a second on and before another one, in the order of their times. */
    List<Sample> samples(Metric metric, long from, long before) {
        Series series = known.get(metric.key());
        return series == null || from >= before
                ? List.of()
                : List.copyOf(series.samples()
                        .subMap(new At(from, 0), true, new At(before, 0), false)
                        .values());
    }

    /** Those with data of that second or later, in the order of their keys. */
    List<Metric> metrics(String place, long since) {
        List<Metric> out = new ArrayList<>();
        NavigableMap<String, Series> here = known.subMap(place + "\n", true, place + "\u000b", false);
        for (Series series : here.values()) {
            var last = series.samples().lastEntry();
            if (last != null && last.getKey().time() >= since) {
                out.add(series.metric());
            }
        }
        return out;
    }

    /** Forgets what is too old for anybody. */
    void sweep() {
        long floor = (now() - KEPT.toMillis()) / 1000;
        changing.writeLock().lock();
        try {
            for (MetricBatch batch : batches.all(one -> one.latest() < floor)) {
                batches.delete(batch.key());
            }
            known.values()
                    .forEach(
                            series -> series.samples().headMap(new At(floor, 0)).clear());
            known.values().removeIf(series -> series.samples().isEmpty());
        } finally {
            changing.writeLock().unlock();
        }
    }

    /** Of what has been forgotten in the state. */
    void clear() {
        changing.writeLock().lock();
        try {
            known.clear();
        } finally {
            changing.writeLock().unlock();
        }
    }
}
