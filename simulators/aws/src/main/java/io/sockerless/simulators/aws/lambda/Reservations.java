package io.sockerless.simulators.aws.lambda;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.frontends.http.Json;
import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.kernel.Response;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Concurrency that a function has for itself, and no more than that. */
record Reservations(Functions functions) {
    private static final String FIELD = "ReservedConcurrentExecutions";

    Map<String, Operation> operations() {
        return Map.of(
                "PutFunctionConcurrency", this::put,
                "GetFunctionConcurrency", this::get,
                "DeleteFunctionConcurrency", this::delete);
    }

    /** What is left for functions that have reserved nothing. */
    static int left(List<LambdaFunction> all) {
        return Concurrency.ACCOUNT
                - all.stream().mapToInt(one -> Math.max(0, one.reserved())).sum();
    }

    private Response put(Asked asked) {
        FunctionName name = asked.function();
        long wanted = asked.input(Set.of(FIELD))
                .number(FIELD)
                .orElseThrow(() -> Asked.invalid("reservedConcurrentExecutions", "null", "Member must not be null"));
        if (wanted < 0) {
            throw Asked.invalid(
                    "reservedConcurrentExecutions",
                    Long.toString(wanted),
                    "Member must have value greater than or equal to 0");
        }
        // One after the other: together they must leave enough.
        synchronized (functions.functions()) {
            LambdaFunction function = functions.function(name);
            List<LambdaFunction> others = functions.functions(name.caller()).stream()
                    .filter(one -> !one.arn().equals(function.arn()))
                    .toList();
            if (left(others) - wanted < Concurrency.UNRESERVED) {
                throw new AwsException(
                        "InvalidParameterValueException",
                        "Specified ReservedConcurrentExecutions for function decreases account's"
                                + " UnreservedConcurrentExecution below its minimum value of ["
                                + Concurrency.UNRESERVED + "].");
            }
            functions.change(name.arn(), one -> one.reserving((int) wanted));
        }
        return Asked.json(200, Json.MAPPER.createObjectNode().put(FIELD, wanted));
    }

    private Response get(Asked asked) {
        int reserved = functions.function(asked.function()).reserved();
        ObjectNode out = Json.MAPPER.createObjectNode();
        return Asked.json(200, reserved < 0 ? out : out.put(FIELD, reserved));
    }

    private Response delete(Asked asked) {
        functions.change(asked.function().arn(), one -> one.reserving(-1));
        return Asked.nothing();
    }
}
