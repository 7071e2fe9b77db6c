package io.sockerless.simulators.aws.lambda;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.frontends.http.Json;

/**
 * What extensions are told.
 *
 * @param type {@code INVOKE} or {@code SHUTDOWN}
 * @param json as the Extensions API tells it
 */
record ExtensionEvent(String type, ObjectNode json) {
    static ExtensionEvent of(Conversation.Turn turn) {
        Invocation one = turn.invocation();
        ObjectNode json = event(Extension.INVOKE, turn.deadline())
                .put("requestId", one.id())
                .put("invokedFunctionArn", one.arn());
        json.putObject("tracing").put("type", "X-Amzn-Trace-Id").put("value", one.trace());
        return new ExtensionEvent(Extension.INVOKE, json);
    }

    /** @param reason {@code spindown}, {@code timeout} or {@code failure} */
    static ExtensionEvent shutdown(String reason, long deadline) {
        return new ExtensionEvent(
                Extension.SHUTDOWN, event(Extension.SHUTDOWN, deadline).put("shutdownReason", reason));
    }

    /** @param deadline in milliseconds since 1970 */
    private static ObjectNode event(String type, long deadline) {
        return Json.MAPPER.createObjectNode().put("eventType", type).put("deadlineMs", deadline);
    }
}
