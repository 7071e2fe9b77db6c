package io.sockerless.frontends.http;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** One line per request: what changes something at INFO, what only reads at DEBUG. */
final class AccessLog {
    private static final System.Logger LOG = System.getLogger("io.sockerless.access");

    private AccessLog() {}

    static void write(Exchange exchange, Duration duration, boolean complete) {
        boolean reads = exchange.method().equals("GET") || exchange.method().equals("HEAD");
        System.Logger.Level level =
                reads && exchange.status() < 500 ? System.Logger.Level.DEBUG : System.Logger.Level.INFO;
        if (!LOG.isLoggable(level)) {
            return;
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("request", exchange.id());
        fields.put("method", exchange.method());
        fields.put("path", exchange.path());
        fields.put("operation", exchange.operation());
        fields.put("status", exchange.status());
        fields.put("ms", Math.round(duration.toNanos() / 10_000.0) / 100.0);
        fields.put("bytes", exchange.bytesSent());
        fields.put("peer", exchange.peer());
        if (!complete) {
            fields.put("cut", true);
        }
        LOG.log(level, new LogFields("request", fields));
    }
}
