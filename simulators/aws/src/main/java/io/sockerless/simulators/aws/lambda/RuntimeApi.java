package io.sockerless.simulators.aws.lambda;

import io.sockerless.frontends.http.Api;
import io.sockerless.frontends.http.Exchange;
import io.sockerless.frontends.http.Json;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What the runtime in one execution environment asks for its events and tells its answers.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html">AWS</a>
 */
record RuntimeApi(Conversation conversation, ExtensionsApi extensions, Peer peer) implements Api {
    private static final String PREFIX = "/2018-06-01/runtime/";
    /** The service's limit: 6 MB, and a hundred bytes. */
    static final int LONGEST = 6_291_556;

    /** Who may ask: the network's gateway is reached by other containers, too. */
    @FunctionalInterface
    interface Peer {
        /** Waits until it is known. @return an IP address; empty when it is not known */
        String address() throws InterruptedException;
    }

    @Override
    public void handle(Exchange exchange) throws IOException, InterruptedException {
        if (!exchange.peer().startsWith(peer.address() + ":")) {
            refuse(exchange, 403, "Runtime.Forbidden", "This is the Runtime API of another environment.");
            return;
        }
        if (extensions.handle(exchange)) {
            return;
        }
        String path = exchange.path();
        String what = path.startsWith(PREFIX) ? exchange.method() + " " + path.substring(PREFIX.length()) : "";
        if (what.equals("GET invocation/next")) {
            next(exchange);
        } else if (what.equals("POST init/error")) {
            accept(exchange, conversation.initFailed(body(exchange)));
        } else if (what.matches("POST invocation/[^/]+/response")) {
            respond(exchange, path.split("/")[4]);
        } else if (what.matches("POST invocation/[^/]+/error")) {
            accept(exchange, conversation.answer(path.split("/")[4], Outcome.failure(body(exchange))));
        } else {
            refuse(exchange, 404, "NotFound", exchange.method() + " " + path + " is not simulated.");
        }
    }

    private void next(Exchange exchange) throws IOException, InterruptedException {
        AtomicBoolean left = new AtomicBoolean();
        exchange.onLeave(() -> {
            left.set(true);
            conversation.wake();
        });
        Optional<Conversation.Turn> found = conversation.next(left::get);
        if (found.isEmpty()) {
            refuse(exchange, 403, "InvalidStateTransition", "Transition from Running to Ready is not allowed.");
            return;
        }
        Conversation.Turn turn = found.get();
        Invocation one = turn.invocation();
        exchange.header("Lambda-Runtime-Aws-Request-Id", one.id())
                .header("Lambda-Runtime-Deadline-Ms", Long.toString(turn.deadline()))
                .header("Lambda-Runtime-Invoked-Function-Arn", one.arn())
                .header("Lambda-Runtime-Trace-Id", one.trace());
        if (!one.clientContext().isEmpty()) {
            exchange.header("Lambda-Runtime-Client-Context", one.clientContext());
        }
        exchange.send(200, "application/json", one.payload());
    }

    private void respond(Exchange exchange, String id) throws IOException, InterruptedException {
        String mode = exchange.requestHeader("Lambda-Runtime-Function-Response-Mode");
        if (mode.equalsIgnoreCase("streaming")) {
            accept(exchange, new StreamedResponse(conversation, exchange, id).take());
            return;
        }
        if (!mode.isEmpty() && !mode.equalsIgnoreCase("buffered")) {
            String said = "Invalid value '" + mode + "' of Lambda-Runtime-Function-Response-Mode";
            conversation.answer(id, Outcome.failure("Runtime.InvalidResponseModeHeader", said));
            refuse(exchange, 400, "InvalidResponseModeHeader", said);
            return;
        }
        byte[] payload = body(exchange);
        if (payload.length > LONGEST) {
            conversation.answer(
                    id,
                    Outcome.failure(
                            "Function.ResponseSizeTooLarge",
                            "Response payload size exceeded maximum allowed payload size (" + LONGEST + " bytes)."));
            refuse(
                    exchange,
                    413,
                    "RequestEntityTooLarge",
                    "Exceeded maximum allowed payload size (" + LONGEST + " bytes).");
            return;
        }
        accept(exchange, conversation.answer(id, Outcome.response(payload)));
    }

    /** One byte more than is allowed, at most. */
    private static byte[] body(Exchange exchange) throws IOException {
        return exchange.body().readNBytes(LONGEST + 1);
    }

    private static void accept(Exchange exchange, boolean known) throws IOException {
        if (known) {
            exchange.json(202, Map.of("status", "OK"));
        } else {
            refuse(exchange, 400, "InvalidRequestID", "Invalid request ID");
        }
    }

    static void refuse(Exchange exchange, int status, String type, String message) throws IOException {
        exchange.json(status, Map.of("errorType", type, "errorMessage", message));
    }

    @Override
    public Answer failure(Throwable failure) {
        return malformed(500, "the simulator failed: " + failure);
    }

    @Override
    public Answer malformed(int status, String message) {
        return new Answer(
                status,
                "application/json",
                Json.line(Map.of("errorType", "InternalServerError", "errorMessage", message)));
    }
}
