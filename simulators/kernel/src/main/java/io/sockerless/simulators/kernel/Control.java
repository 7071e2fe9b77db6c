package io.sockerless.simulators.kernel;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import io.sockerless.engine.model.EngineException;
import io.sockerless.frontends.http.Exchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** What no cloud has: {@code /_sockerless/}. */
final class Control {
    static final String PREFIX = "/_sockerless/";

    private static final int LONGEST = 64 << 10;
    private static final String SNAPSHOT = " snapshots/";
    private static final String RESTORE = "/restore";

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(com.fasterxml.jackson.databind.MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
            .addModule(new SimpleModule().addSerializer(Instant.class, ToStringSerializer.instance))
            .build();

    /** A rule as it is sent; what is not there is null. */
    private record SentRule(
            String service,
            String operation,
            Double probability,
            int perSecond,
            int times,
            long latencyMillis,
            Claim.Refusal error,
            FaultRule.Cut cut) {
        FaultRule rule() {
            return new FaultRule(
                    "",
                    service,
                    operation,
                    probability,
                    perSecond,
                    times,
                    latencyMillis,
                    Optional.ofNullable(error),
                    Optional.ofNullable(cut));
        }
    }

    private final Faults faults;
    private final RequestLog requests;
    private final World world;

    /** What is to lose its capacity; empty for all of it. */
    private record Interruption(String workload) {
        Interruption {
            workload = workload == null ? "" : workload;
        }
    }

    Control(Faults faults, RequestLog requests, World world) {
        this.faults = faults;
        this.requests = requests;
        this.world = world;
    }

    void handle(Exchange exchange) throws IOException, InterruptedException {
        if (!exchange.requestHeader("Origin").isEmpty()) {
            exchange.json(403, Map.of("message", "not for web pages"));
            return;
        }
        String what = exchange.path().substring(PREFIX.length());
        switch (exchange.method() + " " + what) {
            case "GET health" -> exchange.json(200, Map.of("status", "ok"));
            case "GET requests" -> json(exchange, requests.all());
            case "GET metrics" ->
                exchange.send(
                        200,
                        "text/plain; version=0.0.4",
                        requests.metrics().text().getBytes(StandardCharsets.UTF_8));
            case "GET faults" ->
                json(exchange, faults.all().stream().map(Control::shown).toList());
            case "POST faults" ->
                json(
                        exchange,
                        shown(faults.add(
                                read(exchange, SentRule.class, "a rule").rule())));
            case "DELETE faults" -> {
                faults.clear();
                exchange.send(204);
            }
            case "POST interrupt" -> {
                Interruption wanted = read(exchange, Interruption.class, "an interruption");
                exchange.json(200, Map.of("interrupted", world.cloud().interrupt(wanted.workload())));
            }
            case "POST reset" -> {
                world.reset();
                faults.clear();
                requests.clear();
                exchange.send(204);
            }
            case "GET snapshots" -> json(exchange, world.snapshots());
            case String snapshot when snapshot.contains(SNAPSHOT) -> snapshot(exchange, snapshot);
            case String other
            when other.startsWith("DELETE faults/") && faults.remove(other.substring("DELETE faults/".length())) ->
                exchange.send(204);
            default -> exchange.json(404, Map.of("message", "there is no " + exchange.method() + " " + PREFIX + what));
        }
    }

    private void snapshot(Exchange exchange, String what) throws IOException, InterruptedException {
        String name = what.substring(what.indexOf(SNAPSHOT) + SNAPSHOT.length());
        if (what.startsWith("POST") && name.endsWith(RESTORE)) {
            world.restore(name.substring(0, name.length() - RESTORE.length()));
        } else if (what.startsWith("POST")) {
            world.save(name);
        } else if (what.startsWith("DELETE")) {
            world.delete(name);
        } else {
            exchange.json(
                    405,
                    Map.of(
                            "message",
                            "a snapshot is made by POST, returned to by POST …" + RESTORE + " and removed by DELETE"));
            return;
        }
        exchange.send(204);
    }

    private static <T> T read(Exchange exchange, Class<T> type, String what) throws IOException {
        try {
            return MAPPER.readValue(exchange.document(LONGEST), type);
        } catch (JacksonException e) {
            throw EngineException.invalid("not " + what + ": " + e.getOriginalMessage());
        }
    }

    private static Map<String, Object> shown(FaultRule rule) {
        Map<String, Object> out = new java.util.LinkedHashMap<>();
        out.put("id", rule.id());
        out.put("service", rule.service());
        out.put("operation", rule.operation());
        out.put("probability", rule.probability());
        out.put("perSecond", rule.perSecond());
        out.put("times", rule.times());
        out.put("latencyMillis", rule.latencyMillis());
        rule.error().ifPresent(error -> out.put("error", error));
        rule.cut().ifPresent(cut -> out.put("cut", cut));
        return out;
    }

    private static void json(Exchange exchange, Object value) throws IOException {
        exchange.send(200, "application/json", MAPPER.writeValueAsBytes(value));
    }
}
