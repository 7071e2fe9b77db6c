package io.sockerless.simulators.aws.lambda;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.frontends.http.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * What another function is told about an event that nobody waited for.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html">AWS</a>
 * @param condition why it is over
 * @param version that was executed
 */
record InvocationRecord(AsyncEvent event, String condition, int attempts, String version, Outcome outcome) {
    byte[] json(Instant now) {
        ObjectNode out = Json.MAPPER.createObjectNode().put("version", "1.0").put("timestamp", now.toString());
        out.putObject("requestContext")
                .put("requestId", event.id())
                .put("functionArn", EventConfig.key(event.name()))
                .put("condition", condition)
                .put("approximateInvokeCount", attempts);
        put(out, "requestPayload", event.payload());
        ObjectNode response = out.putObject("responseContext");
        response.put("statusCode", 200).put("executedVersion", version);
        if (outcome.error()) {
            response.put("functionError", "Unhandled");
        }
        put(out, "responsePayload", outcome.payload());
        return out.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** As JSON, or as text where it is none. */
    private static void put(ObjectNode out, String field, byte[] payload) {
        try {
            out.set(field, Json.MAPPER.readTree(payload));
        } catch (IOException _) {
            out.put(field, new String(payload, StandardCharsets.UTF_8));
        }
    }
}
