package io.sockerless.simulators.aws.lambda;

import com.fasterxml.jackson.core.JacksonException;
import io.sockerless.frontends.http.Json;
import io.sockerless.simulators.aws.lambda.Concurrency.Throttled;
import io.sockerless.simulators.aws.lambda.Fleet.Done;
import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.Caller;
import io.sockerless.simulators.kernel.Call;
import io.sockerless.simulators.kernel.Response;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Invoke, for an answer, for none, or not at all. */
record Invoking(Functions functions, Fleet fleet, Concurrency concurrency, Events events) {
    private static final int EVENT = 1 << 20;

    Map<String, Operation> operations() {
        return Map.of("Invoke", this::invoke);
    }

    private Response invoke(Asked asked) throws InterruptedException {
        Call call = asked.call();
        FunctionName name = asked.function();
        FunctionVersion version = functions.version(name);
        requireSimulated(call);
        requireJson(call.body());
        String type = call.header("X-Amz-Invocation-Type");
        return switch (type) {
            case "", "RequestResponse" -> respond(name, version, call);
            case "Event" -> queue(name, call);
            case "DryRun" -> Asked.nothing();
            default ->
                throw Asked.invalid(
                        "invocationType", type, "Member must satisfy enum value set: [Event, RequestResponse, DryRun]");
        };
    }

    /** @throws AwsException for what would be passed over */
    static void requireSimulated(Call call) {
        for (String header : List.of("X-Amz-Durable-Execution-Name", "X-Amz-Tenant-Id")) {
            if (!call.header(header).isEmpty()) {
                throw Asked.unsimulated(header);
            }
        }
    }

    /** @throws AwsException when it is not one value */
    static void requireJson(byte[] payload) {
        if (payload.length == 0) {
            return;
        }
        try (var parser = Json.MAPPER.createParser(payload)) {
            parser.nextToken();
            parser.skipChildren();
            if (parser.nextToken() != null) {
                throw new AwsException(
                        "InvalidRequestContentException",
                        "Could not parse request body into json: more than one value");
            }
        } catch (JacksonException e) {
            throw new AwsException(
                    "InvalidRequestContentException",
                    "Could not parse request body into json: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new IllegalStateException("reading from memory", e);
        }
    }

    /** @throws Throttled when too many run */
    static Concurrency.Slot slot(Functions functions, Concurrency concurrency, FunctionName name) throws Throttled {
        Caller owner = name.caller();
        int reserved = functions.function(name).reserved();
        int left = Reservations.left(functions.functions(owner));
        try {
            return concurrency.take(name.arn(), owner.account() + "/" + owner.region(), reserved, left);
        } catch (Throttled e) {
            concurrency.meter().throttled(owner, name.name());
            throw e;
        }
    }

    /** @param given by who asks; empty for none */
    private static String trace(String given) {
        if (!given.isEmpty()) {
            return given;
        }
        String random = UUID.randomUUID().toString().replace("-", "");
        return "Root=1-%08x-%s;Sampled=0".formatted(System.currentTimeMillis() / 1000, random.substring(0, 24));
    }

    private static String clientContext(Call call) {
        String given = call.header("X-Amz-Client-Context");
        try {
            return new String(Base64.getDecoder().decode(given), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            throw new AwsException(
                    "InvalidRequestContentException", "Client context must be a valid Base64-encoded JSON object.");
        }
    }

    private static byte[] payload(Call call) {
        return call.body().length == 0 ? "{}".getBytes(StandardCharsets.UTF_8) : call.body();
    }

    /** What is asked, under an id of its own. */
    static Invocation invocation(FunctionName name, Call call) {
        String id = UUID.randomUUID().toString();
        String trace = trace(call.header("X-Amzn-Trace-Id"));
        return new Invocation(id, name.qualified(), payload(call), trace, clientContext(call));
    }

    private Response respond(FunctionName name, FunctionVersion version, Call call) throws InterruptedException {
        Invocation invocation = invocation(name, call);
        try (Concurrency.Slot _ = slot(functions, concurrency, name)) {
            Done done = fleet.invoke(version, invocation);
            Map<String, String> headers = new HashMap<>();
            headers.put("X-Amz-Executed-Version", version.version());
            headers.put("X-Amzn-Trace-Id", invocation.trace());
            if (done.outcome().error()) {
                headers.put("X-Amz-Function-Error", "Unhandled");
            }
            if (call.header("X-Amz-Log-Type").equals("Tail")) {
                headers.put("X-Amz-Log-Result", Base64.getEncoder().encodeToString(done.tail()));
            }
            return new Response(200, "application/json", headers, done.outcome().payload());
        } catch (Throttled e) {
            return throttled(e);
        }
    }

    static Response throttled(Throttled why) {
        byte[] told = Json.MAPPER
                .createObjectNode()
                .put("Reason", why.getMessage())
                .put("Type", "User")
                .put("message", "Rate Exceeded.")
                .toString()
                .getBytes(StandardCharsets.UTF_8);
        return new Response(429, "application/json", Map.of("x-amzn-ErrorType", "TooManyRequestsException"), told);
    }

    private Response queue(FunctionName name, Call call) {
        if (call.body().length > EVENT) {
            throw new AwsException(
                    413,
                    "RequestTooLargeException",
                    "Request must be smaller than " + EVENT + " bytes for the InvokeFunction operation");
        }
        queue(name, call.header("X-Amzn-Trace-Id"), clientContext(call), payload(call));
        return new Response(202, "application/json", Map.of(), new byte[0]);
    }

    private void queue(FunctionName name, String trace, String context, byte[] payload) {
        events.add(new AsyncEvent(
                name.caller(),
                name.name(),
                name.qualifier(),
                UUID.randomUUID().toString(),
                trace(trace),
                context,
                payload,
                System.currentTimeMillis(),
                0,
                0));
    }

    /** Whether there is such a function, and its policy lets another service of the cloud invoke it. */
    boolean lets(Caller caller, String function, String service, String source) {
        try {
            FunctionName name = FunctionName.parse(caller, function, "");
            functions.version(name);
            return Permissions.lets(functions.function(name), name, service, source);
        } catch (AwsException _) {
            return false;
        }
    }

    /** For another service of the cloud, if the function's policy lets it. @param source an ARN of that service */
    void later(FunctionName name, String service, String source, String trace, byte[] payload) {
        functions.version(name);
        if (!Permissions.lets(functions.function(name), name, service, source)) {
            throw new AwsException(
                    403,
                    "AccessDeniedException",
                    service + " is not authorized to perform lambda:InvokeFunction on " + name.qualified()
                            + " because no policy of the function allows it for " + source);
        }
        queue(name, trace, "", payload);
    }
}
