package io.sockerless.simulators.aws.lambda;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.frontends.http.Json;
import io.sockerless.frontends.http.Query;
import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.Caller;
import io.sockerless.simulators.aws.wire.Input;
import io.sockerless.simulators.kernel.Call;
import io.sockerless.simulators.kernel.Response;
import java.io.IOException;
import java.util.Map;
import java.util.Set;

/** A request for one operation. @param values what its path says */
record Asked(Caller caller, Map<String, String> values, Query query, Call call) {
    static Asked of(Caller caller, Call call) {
        return new Asked(caller, Routes.values(call), Query.parse(call.rawQuery()), call);
    }

    /** The function of the path, with the qualifier of the query. */
    FunctionName function() {
        return FunctionName.parse(caller, values.get("FunctionName"), query.get("Qualifier"));
    }

    /** The body, of which nothing is passed over: other fields than these may only say nothing. */
    Input input(Set<String> honoured) {
        Input input = new Input(document(), "ValidationException");
        input.document().properties().forEach(field -> {
            if (!honoured.contains(field.getKey()) && says(field.getValue())) {
                throw unsimulated(field.getKey());
            }
        });
        return input;
    }

    private ObjectNode document() {
        if (call.body().length == 0) {
            return Json.MAPPER.createObjectNode();
        }
        try {
            if (Json.MAPPER.readTree(call.body()) instanceof ObjectNode object) {
                return object;
            }
            throw new AwsException(
                    "InvalidRequestContentException", "Could not parse request body into json: no object");
        } catch (JacksonException e) {
            throw new AwsException(
                    "InvalidRequestContentException",
                    "Could not parse request body into json: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new IllegalStateException("reading from memory", e);
        }
    }

    static AwsException unsimulated(String what) {
        return new AwsException("InvalidParameterValueException", what + " is not simulated.");
    }

    /** @param member as the service's messages have it, with a small letter */
    static AwsException invalid(String member, String value, String constraint) {
        return new AwsException(
                "ValidationException",
                "1 validation error detected: Value '" + value + "' at '" + member + "' failed to satisfy constraint: "
                        + constraint);
    }

    private static boolean says(JsonNode value) {
        return switch (value.getNodeType()) {
            case MISSING, NULL -> false;
            case ARRAY, OBJECT -> value.valueStream().anyMatch(Asked::says);
            case BOOLEAN -> value.asBoolean();
            case STRING -> !value.asText().isEmpty();
            case NUMBER, BINARY, POJO -> true;
        };
    }

    static Response json(int status, JsonNode document) {
        byte[] line = Json.line(document);
        return new Response(status, "application/json", Map.of(), java.util.Arrays.copyOf(line, line.length - 1));
    }

    static Response nothing() {
        return new Response(204, "application/json", Map.of(), new byte[0]);
    }
}
