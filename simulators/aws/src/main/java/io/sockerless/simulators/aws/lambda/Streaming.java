package io.sockerless.simulators.aws.lambda;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.frontends.http.Json;
import io.sockerless.simulators.aws.lambda.Concurrency.Throttled;
import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.EventStream;
import io.sockerless.simulators.kernel.Call;
import io.sockerless.simulators.kernel.Response;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/** Invocations whose answers are passed on while they are made: InvokeWithResponseStream, and those of URLs. */
record Streaming(Functions functions, Fleet fleet, Concurrency concurrency) {
    Map<String, Operation> operations() {
        return Map.of("InvokeWithResponseStream", this::invoke);
    }

    /**
     * Begins an invocation, and waits until its answer begins.
     *
     * @throws Throttled when too many run
     * @throws AwsException what it cannot be begun for
     */
    StreamedAnswer begin(FunctionName name, FunctionVersion version, Invocation invocation)
            throws Throttled, InterruptedException {
        StreamedAnswer answer = new StreamedAnswer();
        Concurrency.Slot slot = Invoking.slot(functions, concurrency, name);
        Thread.ofVirtual().name("lambda-stream").start(() -> {
            try (slot) {
                answer.end(fleet.invoke(version, invocation.into(answer)));
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            } catch (RuntimeException e) {
                answer.fail(e);
            } finally {
                answer.fail(new AwsException(503, "ServiceException", "The simulator ends."));
            }
        });
        try {
            answer.awaitBegin();
        } catch (InterruptedException | RuntimeException e) {
            answer.close();
            throw e;
        }
        return answer;
    }

    private Response invoke(Asked asked) throws InterruptedException {
        Call call = asked.call();
        FunctionName name = asked.function();
        FunctionVersion version = functions.version(name);
        Invoking.requireSimulated(call);
        Invoking.requireJson(call.body());
        String type = call.header("X-Amz-Invocation-Type");
        if (type.equals("DryRun")) {
            return Asked.nothing();
        }
        if (!type.isEmpty() && !type.equals("RequestResponse")) {
            throw Asked.invalid(
                    "invocationType", type, "Member must satisfy enum value set: [RequestResponse, DryRun]");
        }
        Invocation invocation = Invoking.invocation(name, call);
        try {
            StreamedAnswer answer = begin(name, version, invocation);
            Map<String, String> headers =
                    Map.of("X-Amz-Executed-Version", version.version(), "X-Amzn-Trace-Id", invocation.trace());
            boolean tail = call.header("X-Amz-Log-Type").equals("Tail");
            return new Response(200, EventStream.TYPE, headers, new Events(answer, tail));
        } catch (Throttled e) {
            return Invoking.throttled(e);
        }
    }

    /** The pieces, and how it ended. @param tail whether to tell what was logged */
    private record Events(StreamedAnswer answer, boolean tail) implements Response.Stream {
        @Override
        public void writeTo(OutputStream out) throws IOException, InterruptedException {
            for (Optional<byte[]> piece = answer.next(); piece.isPresent(); piece = answer.next()) {
                out.write(EventStream.event("PayloadChunk", "application/octet-stream", piece.get()));
            }
            Fleet.Done done = answer.done();
            ObjectNode end = Json.MAPPER.createObjectNode();
            if (done.outcome().error()) {
                end.put("ErrorCode", "Unhandled")
                        .put("ErrorDetails", new String(done.outcome().payload(), StandardCharsets.UTF_8));
            }
            if (tail) {
                end.put("LogResult", Base64.getEncoder().encodeToString(done.tail()));
            }
            byte[] told = end.toString().getBytes(StandardCharsets.UTF_8);
            out.write(EventStream.event("InvokeComplete", "application/json", told));
        }

        @Override
        public void close() {
            answer.close();
        }
    }
}
