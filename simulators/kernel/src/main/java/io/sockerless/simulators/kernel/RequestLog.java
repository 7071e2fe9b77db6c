package io.sockerless.simulators.kernel;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The last requests, for whoever wonders what a client did. It has neither bodies nor headers, and so no secrets. */
final class RequestLog {
    private static final int KEPT = 1000;

    /**
     * @param status 0 when the connection was cut
     * @param fault the rule that it met, empty for none
     */
    record Entry(
            Instant time,
            String id,
            String method,
            String path,
            String service,
            String operation,
            int status,
            double millis,
            String fault) {}

    private final Deque<Entry> entries = new ArrayDeque<>();
    private final RequestMetrics metrics = new RequestMetrics();

    /** Of all there have been, after a reset too. */
    RequestMetrics metrics() {
        return metrics;
    }

    synchronized void add(Entry entry) {
        metrics.add(entry);
        if (entries.size() == KEPT) {
            entries.removeFirst();
        }
        entries.addLast(entry);
    }

    synchronized List<Entry> all() {
        return List.copyOf(entries);
    }

    synchronized void clear() {
        entries.clear();
    }
}
