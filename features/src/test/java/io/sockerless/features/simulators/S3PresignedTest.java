package io.sockerless.features.simulators;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.presigner.PresignedRequest;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** Requests whose signature is in their URL, sent by a client that knows nothing of AWS. */
class S3PresignedTest {
    private static final String KEY = "a b/ü+&k";

    @TempDir
    static Path place;

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static S3World world;
    private static S3Presigner presigner;

    @BeforeAll
    static void start() throws IOException {
        var credentials = place.resolve("credentials");
        Files.writeString(credentials, "[default]\naws_access_key_id = AKIDX\naws_secret_access_key = right/secret\n");
        world = S3World.startAs(
                place.resolve("state"), "AKIDX", "right/secret", "--credentials", credentials.toString());
        presigner = presigner(world.simulator.uri(), "right/secret");
    }

    @BeforeEach
    void empty() throws Exception {
        world.reset();
    }

    @AfterAll
    static void stop() throws IOException {
        presigner.close();
        world.close();
    }

    private static S3Presigner presigner(URI endpoint, String secret) {
        return S3Presigner.builder()
                .endpointOverride(endpoint)
                .region(Region.EU_CENTRAL_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIDX", secret)))
                .serviceConfiguration(
                        S3Configuration.builder().pathStyleAccessEnabled(true).build())
                .build();
    }

    private PresignedRequest toGet(S3Presigner by, Duration duration) {
        return by.presignGetObject(request -> request.signatureDuration(duration)
                .getObjectRequest(object -> object.bucket(world.bucket).key(KEY)));
    }

    private HttpResponse<byte[]> send(String method, URI uri, Map<String, List<String>> headers, byte[] body)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(uri)
                .method(method, body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
        headers.forEach((name, values) -> {
            if (!name.equalsIgnoreCase("host")) {
                values.forEach(value -> request.header(name, value));
            }
        });
        return HTTP.send(request.build(), BodyHandlers.ofByteArray());
    }

    private void refused(int status, String told, URI uri) throws IOException, InterruptedException {
        var answer = send("GET", uri, Map.of(), new byte[0]);
        var text = new String(answer.body(), StandardCharsets.UTF_8);
        assertEquals(status, answer.statusCode(), text);
        assertTrue(text.contains(told), text);
    }

    @Test
    void whoHasTheUrlPutsAndGets() throws Exception {
        var content = world.bytes(300_000);
        var put = presigner.presignPutObject(request -> request.signatureDuration(Duration.ofMinutes(5))
                .putObjectRequest(object -> object.bucket(world.bucket)
                        .key(KEY)
                        .contentType("text/x")
                        .metadata(Map.of("word", "w"))));
        var uri = put.url().toURI();
        assertEquals(200, send("PUT", uri, put.signedHeaders(), content).statusCode());
        var head = world.s3.headObject(request -> request.bucket(world.bucket).key(KEY));
        assertEquals("text/x", head.contentType());
        assertEquals(Map.of("word", "w"), head.metadata());
        var get = toGet(presigner, Duration.ofMinutes(5));
        var got = send("GET", get.url().toURI(), Map.of("Range", List.of("bytes=5-299999")), new byte[0]);
        assertEquals(206, got.statusCode());
        assertArrayEquals(java.util.Arrays.copyOfRange(content, 5, 300_000), got.body());
        // It is for this only.
        refused(403, "<Code>SignatureDoesNotMatch</Code>", URI.create(uri.toString()));
        assertEquals(
                403,
                send("GET", get.url().toURI(), Map.of("x-amz-checksum-mode", List.of("ENABLED")), new byte[0])
                        .statusCode());
    }

    @Test
    void whatIsNotSignedIsRefused() throws Exception {
        world.put(KEY, world.bytes(10));
        var right = toGet(presigner, Duration.ofDays(7)).url().toString();
        assertEquals(200, send("GET", URI.create(right), Map.of(), new byte[0]).statusCode());
        refused(403, "<Code>SignatureDoesNotMatch</Code>", URI.create(right.replace("%26k", "%26l")));
        refused(403, "<Code>SignatureDoesNotMatch</Code>", URI.create(right.replace("=604800", "=604799")));
        refused(400, "<Code>AuthorizationQueryParametersError</Code>", URI.create(right.replace("=604800", "=604801")));
        refused(403, "<Code>InvalidAccessKeyId</Code>", URI.create(right.replace("=AKIDX", "=AKIDY")));
        refused(403, "Request has expired", URI.create(right.replaceFirst("X-Amz-Date=20..", "X-Amz-Date=2020")));
        try (var wrong = presigner(world.simulator.uri(), "wrong/secret")) {
            refused(
                    403,
                    "<Code>SignatureDoesNotMatch</Code>",
                    toGet(wrong, Duration.ofMinutes(5)).url().toURI());
        }
        refused(
                400,
                "Please use AWS4-HMAC-SHA256.",
                URI.create(world.simulator.uri() + "/" + world.bucket
                        + "/k?AWSAccessKeyId=AKIDX&Signature=abc&Expires=9999999999"));
    }

    @Test
    void withoutCredentialsTooTheyExpire() throws Exception {
        try (var open = S3World.start(place.resolve("open"));
                var by = presigner(open.simulator.uri(), "any")) {
            var content = open.bytes(10);
            open.put("k", content);
            var uri = by.presignGetObject(request -> request.signatureDuration(Duration.ofMinutes(1))
                            .getObjectRequest(
                                    object -> object.bucket(open.bucket).key("k")))
                    .url()
                    .toString();
            assertArrayEquals(
                    content, send("GET", URI.create(uri), Map.of(), new byte[0]).body());
            refused(403, "Request has expired", URI.create(uri.replaceFirst("X-Amz-Date=20..", "X-Amz-Date=2020")));
        }
    }

    @Test
    @Tag("external")
    void theCommandLinesUrlToo() throws Exception {
        S3World.needsCommand();
        var content = world.bytes(10);
        world.put(KEY, content);
        var uri = world.aws("s3", "presign", "s3://" + world.bucket + "/" + KEY, "--expires-in", "60")
                .strip();
        assertArrayEquals(
                content, send("GET", URI.create(uri), Map.of(), new byte[0]).body());
    }
}
