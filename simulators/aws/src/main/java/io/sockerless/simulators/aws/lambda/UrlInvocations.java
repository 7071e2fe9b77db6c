package io.sockerless.simulators.aws.lambda;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import io.sockerless.frontends.http.Api;
import io.sockerless.frontends.http.Exchange;
import io.sockerless.frontends.http.Json;
import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.Caller;
import io.sockerless.simulators.aws.wire.Signatures;
import io.sockerless.simulators.kernel.Call;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Requests to URLs of functions: each invokes its function, whose answer says what is answered. */
record UrlInvocations(
        Functions functions, Fleet fleet, Concurrency concurrency, Streaming streaming, Signatures signatures) {
    private static final int LONGEST = 6 << 20;
    private static final String JSON = "application/json";

    /** @param path for the function: without what leads to it */
    Api of(Call head, Optional<FunctionUrl> url, String path) {
        return new Api() {
            @Override
            public void handle(Exchange exchange) throws IOException, InterruptedException {
                if (url.isEmpty()) {
                    exchange.send(malformed(404, "Not Found"));
                    return;
                }
                Optional<Call> call = head.read(LONGEST);
                if (call.isEmpty()) {
                    exchange.send(malformed(413, "Request Entity Too Large"));
                    return;
                }
                Optional<Caller> signer = signatures.signer(call.get(), "lambda");
                if (url.get().signed() && signer.isEmpty()) {
                    exchange.header("x-amzn-ErrorType", "AccessDeniedException");
                    exchange.send(malformed(403, "Forbidden"));
                    return;
                }
                invoke(exchange, url.get(), new UrlEvent(call.get(), url.get(), path, exchange.peer()), signer);
            }

            @Override
            public Answer failure(Throwable failure) {
                return failure instanceof AwsException known
                        ? malformed(known.status(), known.getMessage())
                        : malformed(500, "the simulator failed: " + failure);
            }

            @Override
            public Answer malformed(int status, String message) {
                return new Answer(status, JSON, Json.line(Map.of("Message", message)));
            }
        };
    }

    private void invoke(Exchange exchange, FunctionUrl url, UrlEvent event, Optional<Caller> signer)
            throws IOException, InterruptedException {
        FunctionName name = url.function();
        FunctionVersion version = functions.version(name);
        String id = UUID.randomUUID().toString();
        byte[] payload = event.json(id, functions.clock().instant(), url.signed() ? signer : Optional.empty())
                .toString()
                .getBytes(StandardCharsets.UTF_8);
        exchange.header("x-amzn-RequestId", id);
        String trace = "Root=1-%08x-%s;Sampled=0"
                .formatted(
                        functions.clock().instant().getEpochSecond(),
                        id.replace("-", "").substring(0, 24));
        Invocation invocation = new Invocation(id, name.qualified(), payload, trace, "");
        try {
            if (url.streamed()) {
                stream(exchange, name, version, invocation);
            } else {
                buffer(exchange, name, version, invocation);
            }
        } catch (Concurrency.Throttled _) {
            refuse(exchange, 429, "Rate Exceeded.");
        }
    }

    private void stream(Exchange exchange, FunctionName name, FunctionVersion version, Invocation invocation)
            throws IOException, InterruptedException, Concurrency.Throttled {
        try (StreamedAnswer answer = streaming.begin(name, version, invocation)) {
            if (!new UrlStream(exchange, answer).send()) {
                refuse(exchange, 502, "Internal Server Error");
            }
        }
    }

    private void buffer(Exchange exchange, FunctionName name, FunctionVersion version, Invocation invocation)
            throws IOException, InterruptedException, Concurrency.Throttled {
        try (Concurrency.Slot _ = Invoking.slot(functions, concurrency, name)) {
            Fleet.Done done = fleet.invoke(version, invocation);
            if (done.outcome().error()) {
                refuse(exchange, 502, "Internal Server Error");
            } else {
                answer(exchange, done.outcome().payload());
            }
        }
    }

    private static void refuse(Exchange exchange, int status, String message) throws IOException {
        exchange.send(status, JSON, Json.line(Map.of("Message", message)));
    }

    /** An object with a status says all, but for a body behind zeros; anything else is the body. */
    private static void answer(Exchange exchange, byte[] payload) throws IOException {
        int zeros = UrlStream.zeros(payload);
        if (zeros >= 0) {
            // Of a function that streams its answer, whoever asks.
            byte[] body = Arrays.copyOfRange(payload, zeros + UrlStream.ZEROS, payload.length);
            answer(exchange, UrlStream.parse(Arrays.copyOf(payload, zeros)), body);
            return;
        }
        JsonNode told;
        try {
            told = Json.MAPPER.readTree(payload);
        } catch (JacksonException _) {
            refuse(exchange, 502, "Internal Server Error");
            return;
        }
        if (!told.has("statusCode")) {
            boolean text = told.isTextual();
            exchange.send(200, JSON, text ? told.asText().getBytes(StandardCharsets.UTF_8) : payload);
            return;
        }
        String body = told.path("body").asText("");
        boolean encoded = told.path("isBase64Encoded").asBoolean();
        answer(
                exchange,
                UrlHead.parse(told, JSON),
                encoded ? Base64.getDecoder().decode(body) : body.getBytes(StandardCharsets.UTF_8));
    }

    private static void answer(Exchange exchange, Optional<UrlHead> head, byte[] body) throws IOException {
        if (head.isEmpty()) {
            refuse(exchange, 502, "Internal Server Error");
            return;
        }
        head.get().apply(exchange);
        if (head.get().bare()) {
            exchange.send(head.get().status());
        } else {
            exchange.send(head.get().status(), head.get().type(), body);
        }
    }
}
