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
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** What no cloud has: {@code /_sockerless/}. */
final class Control {
    static final String PREFIX = "/_sockerless/";

    private static final int LONGEST = 64 << 10;

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
    private final Reset reset;

    interface Reset {
        void run() throws InterruptedException;
    }

    Control(Faults faults, RequestLog requests, Reset reset) {
        this.faults = faults;
        this.requests = requests;
        this.reset = reset;
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
            case "GET faults" ->
                json(exchange, faults.all().stream().map(Control::shown).toList());
            case "POST faults" -> json(exchange, shown(faults.add(read(exchange))));
            case "DELETE faults" -> {
                faults.clear();
                exchange.send(204);
            }
            case "POST reset" -> {
                reset.run();
                exchange.send(204);
            }
            case String other
            when other.startsWith("DELETE faults/") && faults.remove(other.substring("DELETE faults/".length())) ->
                exchange.send(204);
            default -> exchange.json(404, Map.of("message", "there is no " + exchange.method() + " " + PREFIX + what));
        }
    }

    private static FaultRule read(Exchange exchange) throws IOException {
        try {
            return MAPPER.readValue(exchange.document(LONGEST), SentRule.class).rule();
        } catch (JacksonException e) {
            throw EngineException.invalid("not a rule: " + e.getOriginalMessage());
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
