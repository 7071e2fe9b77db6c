package io.sockerless.simulators.aws.lambda;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.frontends.http.Exchange;
import io.sockerless.frontends.http.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/**
 * A response that a runtime gives bit by bit, with what went wrong behind it.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html#runtimes-custom-response-streaming">AWS</a>
 */
record StreamedResponse(Conversation conversation, Exchange exchange, String id) {
    /** The service's limit, in bytes. */
    private static final int LONGEST = 200 << 20;

    private static final int PIECE = 64 << 10;
    private static final String TOO_LARGE = "Function.ResponseSizeTooLarge";

    /** Where the pieces go. */
    private interface Sink {
        void write(byte[] piece) throws InterruptedException;
    }

    /** @return whether it is that of the event which the runtime has */
    boolean take() throws IOException, InterruptedException {
        Optional<Conversation.Turn> turn = conversation.respond(id);
        if (turn.isEmpty()) {
            return false;
        }
        Optional<StreamedAnswer> client = turn.get().invocation().stream();
        // For who wants all of it at once.
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        boolean read;
        try {
            if (client.isPresent()) {
                String type = exchange.requestHeader("Content-Type");
                client.get().begin(type.isEmpty() ? "application/octet-stream" : type);
                read = pass(client.get()::write, LONGEST);
            } else {
                read = pass(whole::writeBytes, RuntimeApi.LONGEST);
            }
        } catch (IOException | RuntimeException e) {
            conversation.truncated(id);
            throw e;
        }
        conversation.streamed(id, read ? outcome(whole.toByteArray()) : tooLarge(client.isPresent()));
        return true;
    }

    /** Each as soon as it is there. @return false when there is more than is allowed */
    private boolean pass(Sink sink, int longest) throws IOException, InterruptedException {
        InputStream body = exchange.body();
        byte[] piece = new byte[PIECE];
        long all = 0;
        for (int n = body.read(piece); n >= 0; n = body.read(piece)) {
            all += n;
            if (all > longest) {
                return false;
            }
            sink.write(Arrays.copyOf(piece, n));
        }
        return true;
    }

    private static Outcome tooLarge(boolean streamed) {
        return Outcome.failure(
                TOO_LARGE,
                "Response payload size exceeded maximum allowed payload size ("
                        + (streamed ? LONGEST : RuntimeApi.LONGEST) + " bytes).");
    }

    private Outcome outcome(byte[] payload) {
        String type = exchange.requestTrailer("Lambda-Runtime-Function-Error-Type");
        String body = exchange.requestTrailer("Lambda-Runtime-Function-Error-Body");
        if (type.isEmpty() && body.isEmpty()) {
            return Outcome.response(payload);
        }
        if (body.isEmpty()) {
            ObjectNode told = Json.MAPPER.createObjectNode().put("errorType", type);
            return Outcome.failure(told.toString().getBytes(StandardCharsets.UTF_8));
        }
        try {
            return Outcome.failure(Base64.getDecoder().decode(body));
        } catch (IllegalArgumentException _) {
            return Outcome.failure(type, "The trailer Lambda-Runtime-Function-Error-Body is not in Base64.");
        }
    }
}
