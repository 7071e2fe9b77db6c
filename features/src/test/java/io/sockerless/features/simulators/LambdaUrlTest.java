package io.sockerless.features.simulators;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.sockerless.features.daemons.DaemonKind;
import io.sockerless.features.http.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.lambda.model.FunctionUrlAuthType;
import software.amazon.awssdk.services.lambda.model.ResourceConflictException;
import software.amazon.awssdk.services.lambda.model.ResourceNotFoundException;

/** URLs of functions: what is asked there reaches the function, and what it says is answered. */
@Tag("external")
class LambdaUrlTest {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    static Path place;

    private static LambdaWorld world;

    private final String nonce = UUID.randomUUID().toString();
    private final int number = ThreadLocalRandom.current().nextInt(1000);
    private final String name = "u-" + nonce;

    @BeforeAll
    static void start() throws IOException {
        DaemonKind.SOCKERLESS.obstacle().ifPresent(why -> {
            System.out.println("LAMBDA URL SKIPPED: " + why);
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

    /** A function that answers with what the script makes of the event, which is in the file /tmp/event. */
    private void function(String answer) {
        world.create(
                name, request -> request.imageConfig(image -> image.entryPoint("sh", "-c", """
                        api=http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime
                        while :; do
                          wget -q -S -O /tmp/event $api/invocation/next 2>/tmp/head || exit 99
                          id=$(sed -n 's/^ *Lambda-Runtime-Aws-Request-Id: *//ip' /tmp/head | tr -d '\\r')
                          %s
                          wget -q -O /dev/null --post-file /tmp/answer $api/invocation/$id/response
                        done
                        """.formatted(answer))));
    }

    private String url(FunctionUrlAuthType type) {
        return world.aws()
                .lambda()
                .createFunctionUrlConfig(request -> request.functionName(name).authType(type))
                .functionUrl();
    }

    private static HttpResponse<byte[]> ask(String url, UnaryOperator<HttpRequest.Builder> more) throws Exception {
        return HTTP.send(more.apply(HttpRequest.newBuilder(URI.create(url))).build(), BodyHandlers.ofByteArray());
    }

    @Test
    void theFunctionIsToldOfTheRequest() throws Exception {
        function("cp /tmp/event /tmp/answer");
        var url = url(FunctionUrlAuthType.NONE);
        var answer = ask(
                url + "some/path?a=1&b=" + nonce + "&a=%202",
                request -> request.header("X-Own", nonce)
                        .header("Cookie", "one=1; two=2")
                        .header("Content-Type", "text/plain")
                        .POST(BodyPublishers.ofString("body of " + nonce)));
        assertEquals(200, answer.statusCode());
        JsonNode event = Json.parse(answer.body());
        assertEquals("2.0", event.path("version").asText());
        assertEquals("/some/path", event.path("rawPath").asText());
        assertEquals("a=1&b=" + nonce + "&a=%202", event.path("rawQueryString").asText());
        assertEquals("1, 2", event.path("queryStringParameters").path("a").asText());
        assertEquals(nonce, event.path("headers").path("x-own").asText());
        assertEquals("two=2", event.path("cookies").path(1).asText());
        assertEquals("body of " + nonce, event.path("body").asText());
        assertFalse(event.path("isBase64Encoded").asBoolean());
        var http = event.path("requestContext").path("http");
        assertEquals("POST", http.path("method").asText());
        assertEquals("127.0.0.1", http.path("sourceIp").asText());
        assertEquals("anonymous", event.path("requestContext").path("accountId").asText());
        var binary = ask(url, request -> request.PUT(BodyPublishers.ofByteArray(new byte[] {0, 1, (byte) number})));
        var second = Json.parse(binary.body());
        assertTrue(second.path("isBase64Encoded").asBoolean());
        assertArrayEquals(
                new byte[] {0, 1, (byte) number},
                Base64.getDecoder().decode(second.path("body").asText()));
    }

    @Test
    void whatTheFunctionSaysIsAnswered() throws Exception {
        var encoded = Base64.getEncoder().encodeToString(nonce.getBytes(StandardCharsets.UTF_8));
        function("printf '{\"statusCode\":4%02d,\"headers\":{\"Content-Type\":\"text/own\",\"X-Own\":\""
                        .formatted(number % 100)
                + nonce + "\"},\"cookies\":[\"c=1\"],\"isBase64Encoded\":true,\"body\":\"" + encoded
                + "\"}' >/tmp/answer");
        var answer = ask(url(FunctionUrlAuthType.NONE), request -> request);
        assertEquals(400 + number % 100, answer.statusCode());
        assertEquals("text/own", answer.headers().firstValue("Content-Type").orElse(""));
        assertEquals(nonce, answer.headers().firstValue("X-Own").orElse(""));
        assertEquals("c=1", answer.headers().firstValue("Set-Cookie").orElse(""));
        assertEquals(nonce, new String(answer.body(), StandardCharsets.UTF_8));
    }

    @Test
    void oneThatHasToBeSignedForbidsWhatIsNot() throws Exception {
        function("cp /tmp/event /tmp/answer");
        var url = url(FunctionUrlAuthType.AWS_IAM);
        var unsigned = ask(url, request -> request);
        assertEquals(403, unsigned.statusCode());
        assertEquals("{\"Message\":\"Forbidden\"}", new String(unsigned.body(), StandardCharsets.UTF_8).strip());
        var signed = ask(
                url,
                request -> request.header(
                        "Authorization",
                        "AWS4-HMAC-SHA256 Credential=111122223333/20260101/eu-central-1/lambda/aws4_request,"
                                + " SignedHeaders=host, Signature=" + "0".repeat(64)));
        var iam = Json.parse(signed.body())
                .path("requestContext")
                .path("authorizer")
                .path("iam");
        assertEquals("111122223333", iam.path("accountId").asText());
        var lambda = world.aws().lambda();
        assertThrows(ResourceConflictException.class, () -> url(FunctionUrlAuthType.NONE));
        lambda.updateFunctionUrlConfig(request -> request.functionName(name).authType(FunctionUrlAuthType.NONE));
        assertEquals(200, ask(url, request -> request).statusCode());
        assertEquals(
                url,
                lambda.listFunctionUrlConfigs(request -> request.functionName(name))
                        .functionUrlConfigs()
                        .getFirst()
                        .functionUrl());
        world.replace();
        assertEquals(200, ask(url, request -> request).statusCode());
        var after = world.aws().lambda();
        assertEquals(
                url,
                after.getFunctionUrlConfig(request -> request.functionName(name))
                        .functionUrl());
        after.deleteFunctionUrlConfig(request -> request.functionName(name));
        assertEquals(404, ask(url, request -> request).statusCode());
        assertThrows(
                ResourceNotFoundException.class,
                () -> after.getFunctionUrlConfig(request -> request.functionName(name)));
    }

    @Test
    void aFunctionThatFailsIsABadGateway() throws Exception {
        function("exit 3");
        assertEquals(502, ask(url(FunctionUrlAuthType.NONE), request -> request).statusCode());
    }
}
