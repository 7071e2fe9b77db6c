package io.sockerless.simulators.aws.lambda;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.frontends.http.Json;
import java.nio.charset.StandardCharsets;

/**
 * What became of an invocation.
 *
 * @param status as REPORT has it; empty for a function that has answered, an error of its own included
 * @param error whether the payload tells an error
 */
record Outcome(String status, boolean error, byte[] payload) {
    static final String TIMED_OUT = "Sandbox.Timedout";

    static Outcome response(byte[] payload) {
        return new Outcome("", false, payload);
    }

    /** As the function itself told it. */
    static Outcome failure(byte[] payload) {
        return new Outcome("", true, payload);
    }

    /** As Lambda tells what the function could not. */
    static Outcome failure(String type, String message) {
        ObjectNode told = Json.MAPPER.createObjectNode().put("errorType", type).put("errorMessage", message);
        String status = type.equals(TIMED_OUT) ? "Status: timeout" : "Status: error\tError Type: " + type;
        return new Outcome(status, true, told.toString().getBytes(StandardCharsets.UTF_8));
    }
}
