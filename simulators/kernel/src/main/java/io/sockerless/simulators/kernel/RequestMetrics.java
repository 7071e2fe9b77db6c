package io.sockerless.simulators.kernel;

import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts of requests and how long they took, in the text format of Prometheus. They begin at zero with the process. */
final class RequestMetrics {
    /** Names of operations that are not served are their clients', and may be many. */
    private static final int MOST = 4000;

    private static final String OTHER = "other";
    private static final String REQUESTS = "sockerless_simulator_requests_total";
    private static final String SECONDS = "sockerless_simulator_request_seconds";
    private static final String FAULTS = "sockerless_simulator_faults_total";

    private static final class Times {
        final LongAdder count = new LongAdder();
        final LongAdder micros = new LongAdder();
    }

    private final Map<String, LongAdder> requests = new ConcurrentSkipListMap<>();
    private final Map<String, Times> times = new ConcurrentSkipListMap<>();
    private final LongAdder faults = new LongAdder();

    void add(RequestLog.Entry entry) {
        String named = labels(entry.service(), entry.operation());
        String what = times.containsKey(named) || times.size() < MOST ? named : labels(OTHER, OTHER);
        requests.computeIfAbsent(what + ",status=\"" + entry.status() + "\"", _ -> new LongAdder())
                .increment();
        Times took = times.computeIfAbsent(what, _ -> new Times());
        took.count.increment();
        took.micros.add(Math.round(entry.millis() * 1e3));
        if (!entry.fault().isEmpty()) {
            faults.increment();
        }
    }

    private static String labels(String service, String operation) {
        return "service=\"" + escaped(service) + "\",operation=\"" + escaped(operation) + "\"";
    }

    private static String escaped(String value) {
        return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }

    String text() {
        StringBuilder out = new StringBuilder();
        head(out, REQUESTS, "Requests by service, operation and status; 0 is a connection that was cut.", "counter");
        requests.forEach((labels, count) -> line(out, REQUESTS, labels, Long.toString(count.sum())));
        head(out, SECONDS, "Time to the end of the answer.", "summary");
        times.forEach((labels, took) -> {
            line(out, SECONDS + "_sum", labels, Double.toString(took.micros.sum() / 1e6));
            line(out, SECONDS + "_count", labels, Long.toString(took.count.sum()));
        });
        head(out, FAULTS, "Requests that met a fault's rule.", "counter");
        out.append(FAULTS).append(' ').append(faults.sum()).append('\n');
        return out.toString();
    }

    private static void head(StringBuilder out, String name, String help, String type) {
        out.append("# HELP ").append(name).append(' ').append(help).append('\n');
        out.append("# TYPE ").append(name).append(' ').append(type).append('\n');
    }

    private static void line(StringBuilder out, String name, String labels, String value) {
        out.append(name).append('{').append(labels).append("} ").append(value).append('\n');
    }
}
