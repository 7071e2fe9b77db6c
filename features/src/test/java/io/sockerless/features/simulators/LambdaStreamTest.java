package io.sockerless.features.simulators;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sockerless.features.daemons.DaemonKind;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.LambdaAsyncClient;
import software.amazon.awssdk.services.lambda.model.FunctionUrlAuthType;
import software.amazon.awssdk.services.lambda.model.InvokeMode;
import software.amazon.awssdk.services.lambda.model.InvokeWithResponseStreamCompleteEvent;
import software.amazon.awssdk.services.lambda.model.InvokeWithResponseStreamResponseHandler;
import software.amazon.awssdk.services.lambda.model.LambdaException;
import software.amazon.awssdk.services.lambda.model.LogType;

/** Answers that come bit by bit: what a function says reaches its client while it still runs. */
@Tag("external")
class LambdaStreamTest {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    /** Runs the script that is the event's body; what it prints is the request with the answer. */
    private static final String RUNTIME = """
            api=http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime/invocation
            begin() {
              printf 'POST /2018-06-01/runtime/invocation/%%s/response HTTP/1.1\\r\\nHost: x\\r\\nConnection: close\\r\\n' $id
              printf 'Lambda-Runtime-Function-Response-Mode: streaming\\r\\nTransfer-Encoding: chunked\\r\\n'
              printf 'Content-Type: %%s\\r\\n\\r\\n' "$1"
            }
            piece() { printf '%%x\\r\\n%%s\\r\\n' ${#1} "$1"; }
            head() {
              begin application/vnd.awslambda.http-integration-response
              printf '%%x\\r\\n%%s\\0\\0\\0\\0\\0\\0\\0\\0\\r\\n' $((${#1} + 8)) "$1"
            }
            end() { printf '0\\r\\n\\r\\n'; }
            fail() { printf '0\\r\\nLambda-Runtime-Function-Error-Type: %%s\\r\\nLambda-Runtime-Function-Error-Body: %%s\\r\\n\\r\\n' "$1" "$2"; }
            told() { until %s >/tmp/told 2>/dev/null; do usleep 50000; done; sed 's/.*"Value":"//; s/".*//' /tmp/told; }
            while :; do
              wget -q -S -O /tmp/event $api/next 2>/tmp/head || exit 99
              id=$(sed -n 's/^ *Lambda-Runtime-Aws-Request-Id: *//ip' /tmp/head | tr -d '\\r')
              sed 's/.*"body":"//; s/".*//' /tmp/event | base64 -d >/tmp/script
              . /tmp/script | nc ${AWS_LAMBDA_RUNTIME_API%%:*} ${AWS_LAMBDA_RUNTIME_API#*:} >/tmp/taken
              [ -e /tmp/leave ] && exit 7
            done
            """;

    @TempDir
    static Path place;

    private static LambdaWorld world;

    private final String nonce = UUID.randomUUID().toString();
    private final String name = "s-" + nonce;
    private final BlockingQueue<String> pieces = new LinkedBlockingQueue<>();
    private final CompletableFuture<InvokeWithResponseStreamCompleteEvent> end = new CompletableFuture<>();

    @BeforeAll
    static void start() throws IOException {
        DaemonKind.SOCKERLESS.obstacle().ifPresent(why -> {
            System.out.println("LAMBDA STREAM SKIPPED: " + why);
            assumeTrue(false, why);
        });
        world = new LambdaWorld(place, "word");
    }

    @AfterAll
    static void stop() throws IOException {
        if (world != null) {
            world.close();
        }
    }

    private void function() {
        world.create(
                name,
                request -> request.timeout(10)
                        .imageConfig(image -> image.entryPoint(
                                "sh", "-c", RUNTIME.formatted(LambdaWorld.parameter("/say/'\"$1\"'")))));
    }

    private static void say(String word, String value) {
        world.aws()
                .ssm()
                .putParameter(
                        request -> request.name("/say/" + word).value(value).type("String"));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Begins it: what is answered comes into {@link #pieces} as it comes. */
    private CompletableFuture<Void> stream(LambdaAsyncClient client, String payload) {
        var handler = InvokeWithResponseStreamResponseHandler.builder()
                .subscriber(InvokeWithResponseStreamResponseHandler.Visitor.builder()
                        .onPayloadChunk(chunk -> pieces.add(chunk.payload().asUtf8String()))
                        .onInvokeComplete(end::complete)
                        .build())
                .build();
        return client.invokeWithResponseStream(
                request -> request.functionName(name).logType(LogType.TAIL).payload(SdkBytes.fromUtf8String(payload)),
                handler);
    }

    private InvokeWithResponseStreamCompleteEvent all(String payload) throws Exception {
        try (var client = world.streaming()) {
            stream(client, payload).get(30, TimeUnit.SECONDS);
            return end.get(1, TimeUnit.SECONDS);
        }
    }

    private static String script(String script) {
        return "{\"body\":\"" + base64(script) + "\"}";
    }

    @Test
    void piecesComeWhileTheFunctionRuns() throws Exception {
        function();
        var first = UUID.randomUUID().toString();
        var second = UUID.randomUUID().toString();
        try (var client = world.streaming()) {
            var done =
                    stream(client, script("begin text/plain; piece " + first + "; piece $(told " + nonce + "); end"));
            assertEquals(first, pieces.poll(30, TimeUnit.SECONDS));
            assertFalse(done.isDone());
            // Nobody knew it before the first piece was here.
            say(nonce, second);
            assertEquals(second, pieces.poll(30, TimeUnit.SECONDS));
            done.get(30, TimeUnit.SECONDS);
        }
        var log = new String(Base64.getDecoder().decode(end.join().logResult()), StandardCharsets.UTF_8);
        assertTrue(log.contains("REPORT RequestId: "), log);
        assertNull(end.join().errorCode());
        // The same answer for one who waits for all of it.
        var whole =
                world.invoke(name, script("begin text/plain; piece " + first + "; piece " + second + "; end"), r -> r);
        assertEquals(first + second, whole.payload().asUtf8String());
        assertNull(whole.functionError());
    }

    @Test
    void whatGoesWrongWithinTheAnswerIsToldBehindIt() throws Exception {
        function();
        var error = "{\"errorType\":\"Own." + nonce + "\",\"errorMessage\":\"midway\"}";
        var told = all(script("begin text/plain; piece " + nonce + "; fail Own '" + base64(error) + "'"));
        assertEquals(nonce, pieces.poll());
        assertEquals("Unhandled", told.errorCode());
        assertEquals(error, told.errorDetails());
        var whole = world.invoke(name, script("begin a/b; piece x; fail Own '" + base64(error) + "'"), r -> r);
        assertEquals("Unhandled", whole.functionError());
        assertEquals(error, whole.payload().asUtf8String());
    }

    @Test
    void whoEndsWithinTheAnswerHasFailed() throws Exception {
        function();
        var told = all(script("begin text/plain; piece " + nonce + "; touch /tmp/leave"));
        assertEquals(nonce, pieces.poll());
        assertEquals("Unhandled", told.errorCode());
        assertTrue(told.errorDetails().contains("Runtime exited with error: exit status 7"), told.errorDetails());
    }

    @Test
    void whatIsAnsweredAtOnceIsOnePiece() throws Exception {
        world.create(name, request -> request);
        var sum = Reckoning.random(3);
        assertNull(all("\"" + sum.text() + "\"").errorCode());
        assertEquals(List.of(Long.toString(sum.value())), List.copyOf(pieces));
        try (var client = world.streaming()) {
            var refused = assertThrows(
                    java.util.concurrent.ExecutionException.class,
                    () -> stream(client, "1 + " + nonce).get(30, TimeUnit.SECONDS));
            var why = (LambdaException) refused.getCause();
            assertEquals("InvalidRequestContentException", why.awsErrorDetails().errorCode());
        }
    }

    @Test
    void aUrlAnswersWhileTheFunctionRuns() throws Exception {
        function();
        var lambda = world.aws().lambda();
        var url = lambda.createFunctionUrlConfig(request -> request.functionName(name)
                        .authType(FunctionUrlAuthType.NONE)
                        .invokeMode(InvokeMode.RESPONSE_STREAM))
                .functionUrl();
        assertEquals(
                InvokeMode.RESPONSE_STREAM,
                lambda.getFunctionUrlConfig(request -> request.functionName(name))
                        .invokeMode());
        var head = "{\"statusCode\":418,\"headers\":{\"Content-Type\":\"text/own\",\"X-Own\":\"" + nonce
                + "\"},\"cookies\":[\"a=1\",\"b=2\"]}";
        var first = UUID.randomUUID().toString();
        var second = UUID.randomUUID().toString();
        var answer = ask(url, "head '" + head + "'; piece " + first + "; piece $(told " + nonce + "); end");
        assertEquals(418, answer.statusCode());
        assertEquals("text/own", answer.headers().firstValue("Content-Type").orElse(""));
        assertEquals(nonce, answer.headers().firstValue("X-Own").orElse(""));
        assertEquals(List.of("a=1", "b=2"), answer.headers().allValues("Set-Cookie"));
        try (var body = answer.body()) {
            assertEquals(first, new String(body.readNBytes(first.length()), StandardCharsets.UTF_8));
            say(nonce, second);
            assertEquals(second, new String(body.readAllBytes(), StandardCharsets.UTF_8));
        }
        var plain = ask(url, "begin text/other; piece " + nonce + "; end");
        assertEquals(200, plain.statusCode());
        assertEquals("text/other", plain.headers().firstValue("Content-Type").orElse(""));
        try (var body = plain.body()) {
            assertEquals(nonce, new String(body.readAllBytes(), StandardCharsets.UTF_8));
        }
        try (var cut =
                ask(url, "begin text/other; piece " + nonce + "; fail Own ''").body()) {
            assertEquals(nonce, new String(cut.readNBytes(nonce.length()), StandardCharsets.UTF_8));
            assertThrows(IOException.class, cut::readAllBytes);
        }
        try (var none = ask(url, "touch /tmp/leave").body()) {
            assertEquals("{\"Message\":\"Internal Server Error\"}", new String(none.readAllBytes()).strip());
        }
        lambda.updateFunctionUrlConfig(request -> request.functionName(name).invokeMode(InvokeMode.BUFFERED));
        var whole = ask(url, "head '" + head + "'; piece " + first + "; piece " + second + "; end");
        assertEquals(418, whole.statusCode());
        try (var body = whole.body()) {
            assertEquals(first + second, new String(body.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    private static HttpResponse<InputStream> ask(String url, String script) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(url))
                .header("Content-Type", "application/octet-stream")
                .POST(BodyPublishers.ofString(script))
                .build();
        return HTTP.send(request, BodyHandlers.ofInputStream());
    }
}
