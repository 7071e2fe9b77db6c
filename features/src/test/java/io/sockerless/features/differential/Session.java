package io.sockerless.features.differential;

import io.sockerless.features.daemons.Daemon;
import io.sockerless.features.http.Exchange;
import io.sockerless.features.http.Json;
import io.sockerless.features.http.Reply;
import io.sockerless.features.http.Request;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Makes the calls of the table one after the other on one target and keeps the answers. */
final class Session {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private final Daemon target;
    private final String version;
    private final Map<String, String> saved = new HashMap<>();
    private final Map<String, Answer> answers = new LinkedHashMap<>();

    /** @param version the prefix of paths, such as {@code /v1.41} */
    Session(Daemon target, String version) {
        this.target = target;
        this.version = version;
    }

    Map<String, Answer> run(List<Call> calls) {
        calls.forEach(this::make);
        return answers;
    }

    private void make(Call call) {
        var request = filledIn(call.request());
        var sent = request.method() + " " + request.target()
                + (isText(request) ? "\n" + new String(request.body(), StandardCharsets.UTF_8) : "");
        Answer answer;
        try (var exchange = Exchange.open(target.socket(), request, PATIENCE)) {
            answer = read(call, sent, exchange);
        } catch (IOException e) {
            answer = new Answer(call, sent, new Reply(0, e.toString(), Map.of(), new byte[0], false), true);
        }
        answers.put(call.id(), answer);
        for (var save : call.saves().entrySet()) {
            Json.tryParse(answer.reply().body())
                    .ifPresent(body ->
                            saved.put(save.getKey(), body.at(save.getValue()).asText()));
        }
    }

    private Answer read(Call call, String sent, Exchange exchange) throws IOException {
        boolean early = true;
        if (call.meanwhile().isPresent()) {
            early = exchange.answersWithin(Duration.ofSeconds(1));
            if (early) {
                exchange.readHead();
            }
            make(call.meanwhile().get());
        }
        if (exchange.soFar().status() == 0) {
            exchange.readHead();
        }
        if (call.input().isPresent() && exchange.soFar().status() < 300) {
            exchange.send(call.input().get().bytes());
            if (call.input().get().end()) {
                exchange.endInput();
            }
        }
        try {
            return new Answer(call, sent, exchange.readUntil(enough(call)), early);
        } catch (IOException e) {
            var part = exchange.soFar();
            return new Answer(
                    call, sent, new Reply(part.status(), "cut: " + e, part.headers(), part.body(), false), early);
        }
    }

    private static Predicate<byte[]> enough(Call call) {
        if (call.body() instanceof Call.Body.Documents(int count) && count != Integer.MAX_VALUE) {
            return bytes -> new String(bytes, StandardCharsets.UTF_8).lines().count() >= count
                    && bytes[bytes.length - 1] == '\n';
        }
        return _ -> false;
    }

    /** The request with saved values and, unless it begins with {@code !}, the version prefix. */
    private Request filledIn(Request request) {
        var now = Instant.now();
        var path = request.target().replace("${now}", "%d.%09d".formatted(now.getEpochSecond(), now.getNano()));
        for (var value : saved.entrySet()) {
            path = path.replace("${" + value.getKey() + "}", value.getValue());
        }
        path = path.startsWith("!") ? path.substring(1) : version + path;
        return new Request(request.method(), path, request.headers(), request.body());
    }

    private static boolean isText(Request request) {
        return request.headers().getOrDefault("Content-Type", "").contains("json");
    }
}
