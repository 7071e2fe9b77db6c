package io.sockerless.frontends.admin;

import io.sockerless.frontends.http.RequestObserver;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** Counts of requests by operation and status, with how long they took. */
final class RequestMetrics implements RequestObserver {
    private static final double[] BOUNDS = {0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 30};

    private record Key(String operation, int status) implements Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            int byOperation = operation.compareTo(other.operation);
            return byOperation != 0 ? byOperation : Integer.compare(status, other.status);
        }
    }

    private static final class Histogram {
        final LongAdder[] buckets = new LongAdder[BOUNDS.length + 1];
        final LongAdder nanos = new LongAdder();

        Histogram() {
            for (int i = 0; i < buckets.length; i++) {
                buckets[i] = new LongAdder();
            }
        }

        void add(Duration duration) {
            double seconds = duration.toNanos() / 1e9;
            int i = 0;
            while (i < BOUNDS.length && seconds > BOUNDS[i]) {
                i++;
            }
            buckets[i].increment();
            nanos.add(duration.toNanos());
        }
    }

    private final Map<Key, LongAdder> counts = new ConcurrentSkipListMap<>();
    private final Map<String, Histogram> durations = new ConcurrentHashMap<>();
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicInteger streams = new AtomicInteger();

    @Override
    public void started() {
        inFlight.incrementAndGet();
    }

    @Override
    public void finished(String operation, int status, Duration duration, long bytesSent) {
        inFlight.decrementAndGet();
        String name = operation.isEmpty() ? "unknown" : operation;
        counts.computeIfAbsent(new Key(name, status), _ -> new LongAdder()).increment();
        durations.computeIfAbsent(name, _ -> new Histogram()).add(duration);
    }

    @Override
    public void streamOpened() {
        streams.incrementAndGet();
    }

    @Override
    public void streamClosed() {
        streams.decrementAndGet();
    }

    void write(StringBuilder out) {
        out.append("# HELP sockerless_requests_total Requests answered.\n# TYPE sockerless_requests_total counter\n");
        counts.forEach((key, count) -> out.append("sockerless_requests_total{operation=\"")
                .append(key.operation())
                .append("\",status=\"")
                .append(key.status())
                .append("\"} ")
                .append(count.sum())
                .append('\n'));
        out.append("# HELP sockerless_request_seconds Time to the end of the answer.\n");
        out.append("# TYPE sockerless_request_seconds histogram\n");
        durations.forEach((operation, histogram) -> write(out, operation, histogram));
        gauge(out, "sockerless_requests_in_flight", "Requests being answered.", inFlight.get());
        gauge(out, "sockerless_streams_open", "Streaming and hijacked answers that are open.", streams.get());
    }

    private static void write(StringBuilder out, String operation, Histogram histogram) {
        long sum = 0;
        for (int i = 0; i <= BOUNDS.length; i++) {
            sum += histogram.buckets[i].sum();
            out.append("sockerless_request_seconds_bucket{operation=\"")
                    .append(operation)
                    .append("\",le=\"")
                    .append(i < BOUNDS.length ? Double.toString(BOUNDS[i]) : "+Inf")
                    .append("\"} ")
                    .append(sum)
                    .append('\n');
        }
        out.append("sockerless_request_seconds_sum{operation=\"")
                .append(operation)
                .append("\"} ");
        out.append(histogram.nanos.sum() / 1e9).append('\n');
        out.append("sockerless_request_seconds_count{operation=\"")
                .append(operation)
                .append("\"} ");
        out.append(sum).append('\n');
    }

    static void gauge(StringBuilder out, String name, String help, double value) {
        out.append("# HELP ").append(name).append(' ').append(help).append('\n');
        out.append("# TYPE ").append(name).append(" gauge\n");
        out.append(name).append(' ').append(value).append('\n');
    }
}
