package io.sockerless.simulators.aws.lambda;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.frontends.http.Exchange;
import io.sockerless.frontends.http.Json;
import io.sockerless.simulators.aws.lambda.Extensions.Refused;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What extensions in one environment register at, and ask for their events.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/runtimes-extensions-api.html">AWS</a>
 */
record ExtensionsApi(Conversation conversation, FunctionVersion version) {
    private static final String PREFIX = "/2020-01-01/extension/";
    private static final List<String> TELEMETRY = List.of("/2022-07-01/telemetry", "/2020-08-15/logs");
    private static final String ID = "Lambda-Extension-Identifier";
    private static final int LONGEST = 64 << 10;

    /** @return whether it was for this, and is answered */
    boolean handle(Exchange exchange) throws IOException, InterruptedException {
        String path = exchange.path();
        if (TELEMETRY.contains(path)) {
            RuntimeApi.refuse(exchange, 501, "Telemetry.NotSupported", "The Telemetry API is not simulated.");
            return true;
        }
        if (!path.startsWith(PREFIX)) {
            return false;
        }
        try {
            switch (exchange.method() + " " + path.substring(PREFIX.length())) {
                case "POST register" -> register(exchange);
                case "GET event/next" -> next(exchange);
                case "POST init/error" -> fail(exchange, "Extension.InitError");
                case "POST exit/error" -> fail(exchange, "Extension.ExitError");
                default -> {
                    return false;
                }
            }
        } catch (Refused e) {
            RuntimeApi.refuse(exchange, e.status(), e.type(), e.getMessage());
        }
        return true;
    }

    private void register(Exchange exchange) throws IOException, Refused {
        String name = exchange.requestHeader("Lambda-Extension-Name");
        if (name.isEmpty()) {
            throw new Refused(400, "Extension.InvalidExtensionName", "Empty extension name");
        }
        String id = conversation.extensions().register(name, events(exchange.document(LONGEST)));
        ObjectNode out = Json.MAPPER
                .createObjectNode()
                .put("functionName", version.name())
                .put("functionVersion", version.version())
                .put("handler", version.text("Handler"));
        if (exchange.requestHeader("Lambda-Extension-Accept-Feature").contains("accountId")) {
            out.put("accountId", version.caller().account());
        }
        exchange.header(ID, id);
        exchange.json(200, out);
    }

    private static List<String> events(byte[] body) throws IOException, Refused {
        if (body.length == 0) {
            return List.of();
        }
        try {
            List<String> events = new ArrayList<>();
            for (JsonNode event : Json.MAPPER.readTree(body).path("events")) {
                events.add(event.asText());
            }
            return events;
        } catch (JacksonException e) {
            throw new Refused(400, "InvalidRequestFormat", e.getOriginalMessage());
        }
    }

    private void next(Exchange exchange) throws IOException, InterruptedException, Refused {
        Extensions extensions = conversation.extensions();
        Extension one = extensions.of(exchange.requestHeader(ID));
        AtomicBoolean left = new AtomicBoolean();
        exchange.onLeave(() -> {
            left.set(true);
            extensions.wake();
        });
        ExtensionEvent event = extensions.next(one, left::get);
        exchange.header("Lambda-Extension-Event-Identifier", UUID.randomUUID().toString());
        exchange.json(200, event.json());
    }

    private void fail(Exchange exchange, String type) throws IOException, Refused {
        Extension one = conversation.extensions().of(exchange.requestHeader(ID));
        String said = exchange.requestHeader("Lambda-Extension-Function-Error-Type");
        if (said.isEmpty()) {
            throw new Refused(400, "Extension.MissingHeader", "Missing Lambda-Extension-Function-Error-Type header");
        }
        conversation.fail(new Fault(type, "extension " + one.name() + ": " + said));
        exchange.json(202, Map.of("status", "OK"));
    }
}
