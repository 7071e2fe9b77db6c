package io.sockerless.frontends.admin;

import io.sockerless.frontends.http.Api;
import io.sockerless.frontends.http.Exchange;
import io.sockerless.frontends.http.RequestObserver;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Health, readiness and metrics for whoever runs the daemon; never on Docker's own listeners. */
public final class AdminApi implements Api {
    private static final String TEXT = "text/plain; charset=utf-8";

    private final BooleanSupplier ready;
    private final RequestMetrics requests = new RequestMetrics();
    private final Supplier<Map<String, Integer>> containersByState;

    /**
     * @param ready whether requests are served
     * @param containersByState counts by Docker's word for the state
     */
    public AdminApi(BooleanSupplier ready, Supplier<Map<String, Integer>> containersByState) {
        this.ready = ready;
        this.containersByState = containersByState;
    }

    /** Sees the requests of the listeners that are to be measured. */
    public RequestObserver observer() {
        return requests;
    }

    @Override
    public void handle(Exchange exchange) throws IOException {
        if (!exchange.method().equals("GET") && !exchange.method().equals("HEAD")) {
            exchange.send(text(405, "only GET"));
            return;
        }
        switch (exchange.path()) {
            case "/healthz" -> exchange.send(text(200, "ok"));
            case "/readyz" -> exchange.send(ready.getAsBoolean() ? text(200, "ready") : text(503, "starting"));
            case "/metrics" ->
                exchange.send(new Answer(
                        200,
                        "text/plain; version=0.0.4; charset=utf-8",
                        metrics().getBytes(StandardCharsets.UTF_8)));
            default -> exchange.send(text(404, "not found: try /healthz, /readyz, /metrics"));
        }
    }

    private String metrics() {
        StringBuilder out = new StringBuilder();
        requests.write(out);
        out.append("# HELP sockerless_containers Containers by state.\n# TYPE sockerless_containers gauge\n");
        containersByState
                .get()
                .forEach((state, count) -> out.append("sockerless_containers{state=\"")
                        .append(state)
                        .append("\"} ")
                        .append(count)
                        .append('\n'));
        ProcessMetrics.write(out);
        return out.toString();
    }

    private static Answer text(int status, String text) {
        return new Answer(status, TEXT, (text + "\n").getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public Answer failure(Throwable failure) {
        return text(500, String.valueOf(failure.getMessage()));
    }

    @Override
    public Answer malformed(int status, String message) {
        return text(status, message);
    }
}
