package io.sockerless.features.simulators;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.ObjectAttributes;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Buckets and objects through Amazon's own client, and by hand what it would never say. */
class S3Test {
    private static final String NOWHERE = "unix:///nowhere/docker.sock";

    @TempDir
    static Path place;

    private static SimulatorProcess simulator;
    private static AwsClients aws;

    private final String bucket = "b-" + UUID.randomUUID();
    private final Random random = new Random();
    private S3Client s3;

    @BeforeAll
    static void start() throws IOException {
        simulator = SimulatorProcess.start(place.resolve("state"), NOWHERE);
        aws = simulator.clients();
    }

    @AfterAll
    static void stop() throws IOException {
        aws.close();
        simulator.close();
    }

    @BeforeEach
    void make() {
        s3 = aws.s3();
        s3.createBucket(request -> request.bucket(bucket));
    }

    private byte[] bytes(int length) {
        var bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private void put(String key, byte[] content) {
        s3.putObject(request -> request.bucket(bucket).key(key), RequestBody.fromBytes(content));
    }

    private byte[] get(String key) {
        return s3.getObjectAsBytes(request -> request.bucket(bucket).key(key)).asByteArray();
    }

    private static void refused(int status, String code, String message, Executable what) {
        var refusal = assertThrows(S3Exception.class, what);
        assertEquals(status, refusal.statusCode());
        assertEquals(code, refusal.awsErrorDetails().errorCode());
        assertEquals(message, refusal.awsErrorDetails().errorMessage());
    }

    private static long files() throws IOException {
        try (var all = Files.list(place.resolve("state/s3"))) {
            return all.count();
        }
    }

    @Test
    void bucketsComeAndGo() {
        assertTrue(
                s3.listBuckets().buckets().stream().anyMatch(one -> one.name().equals(bucket)));
        assertEquals(
                "eu-central-1", s3.headBucket(request -> request.bucket(bucket)).bucketRegion());
        assertEquals(
                "eu-central-1",
                s3.getBucketLocation(request -> request.bucket(bucket)).locationConstraintAsString());
        refused(
                409,
                "BucketAlreadyOwnedByYou",
                "Your previous request to create the named bucket succeeded and you already own it.",
                () -> s3.createBucket(request -> request.bucket(bucket)));
        try (var other = AwsClients.of(simulator.uri(), "111122223333", "x")) {
            assertEquals(
                    "BucketAlreadyExists",
                    assertThrows(S3Exception.class, () -> other.s3().createBucket(request -> request.bucket(bucket)))
                            .awsErrorDetails()
                            .errorCode());
            refused(
                    403,
                    "AccessDenied",
                    "Access Denied",
                    () -> other.s3().listObjects(request -> request.bucket(bucket)));
        }
        put("k", bytes(10));
        refused(
                409,
                "BucketNotEmpty",
                "The bucket you tried to delete is not empty",
                () -> s3.deleteBucket(request -> request.bucket(bucket)));
        s3.deleteObject(request -> request.bucket(bucket).key("k"));
        s3.deleteBucket(request -> request.bucket(bucket));
        assertEquals(
                404,
                assertThrows(S3Exception.class, () -> s3.headBucket(request -> request.bucket(bucket)))
                        .statusCode());
        refused(
                404,
                "NoSuchBucket",
                "The specified bucket does not exist",
                () -> s3.listObjectsV2(request -> request.bucket(bucket)));
    }

    @Test
    void objectsAreGivenBackAsTheyCame() throws Exception {
        var before = files();
        var content = bytes(300_000);
        var put = s3.putObject(
                request -> request.bucket(bucket)
                        .key("../../a b/ü+%2F")
                        .contentType("text/x-nonce")
                        .cacheControl("no-store")
                        .metadata(Map.of("nonce", bucket)),
                RequestBody.fromBytes(content));
        var md5 = HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(content));
        assertEquals('"' + md5 + '"', put.eTag());
        var got = s3.getObjectAsBytes(
                request -> request.bucket(bucket).key("../../a b/ü+%2F").checksumMode(ChecksumMode.ENABLED));
        assertArrayEquals(content, got.asByteArray());
        assertEquals("text/x-nonce", got.response().contentType());
        assertEquals("no-store", got.response().cacheControl());
        assertEquals(Map.of("nonce", bucket), got.response().metadata());
        assertEquals(put.checksumCRC32(), got.response().checksumCRC32());
        var head = s3.headObject(request -> request.bucket(bucket).key("../../a b/ü+%2F"));
        assertEquals(300_000L, head.contentLength());
        assertEquals(before + 1, files());
        for (var algorithm : List.of(
                ChecksumAlgorithm.CRC32, ChecksumAlgorithm.CRC32_C, ChecksumAlgorithm.SHA1, ChecksumAlgorithm.SHA256)) {
            var next = bytes(1000);
            s3.putObject(
                    request -> request.bucket(bucket).key("sum").checksumAlgorithm(algorithm),
                    RequestBody.fromBytes(next));
            // The client compares the checksum itself.
            assertArrayEquals(
                    next,
                    s3.getObjectAsBytes(
                                    request -> request.bucket(bucket).key("sum").checksumMode(ChecksumMode.ENABLED))
                            .asByteArray());
        }
        assertEquals(before + 2, files(), "what was replaced is gone");
        assertArrayEquals(java.util.Arrays.copyOfRange(content, 7, 20), range("bytes=7-19"));
        assertArrayEquals(java.util.Arrays.copyOfRange(content, 299_995, 300_000), range("bytes=-5"));
        assertArrayEquals(java.util.Arrays.copyOfRange(content, 299_000, 300_000), range("bytes=299000-"));
        refused(416, "InvalidRange", "The requested range is not satisfiable", () -> range("bytes=300000-"));
        s3.deleteObject(request -> request.bucket(bucket).key("../../a b/ü+%2F"));
        refused(404, "NoSuchKey", "The specified key does not exist.", () -> get("../../a b/ü+%2F"));
        assertEquals(before + 1, files());
    }

    private byte[] range(String range) {
        return s3.getObjectAsBytes(
                        request -> request.bucket(bucket).key("../../a b/ü+%2F").range(range))
                .asByteArray();
    }

    @Test
    void keysAreListedInPages() {
        var keys = List.of("a", "b/1", "b/2", "b/c/3", "c d", "d", "é/ü");
        keys.forEach(key -> put(key, bytes(3)));
        var all = new ArrayList<String>();
        s3.listObjectsV2Paginator(request -> request.bucket(bucket).maxKeys(2))
                .contents()
                .forEach(object -> all.add(object.key()));
        assertEquals(keys, all);
        var seen = new ArrayList<String>();
        s3.listObjectsV2Paginator(request -> request.bucket(bucket).maxKeys(1).delimiter("/"))
                .forEach(page -> {
                    page.contents().forEach(object -> seen.add(object.key()));
                    page.commonPrefixes().forEach(prefix -> seen.add(prefix.prefix()));
                });
        assertEquals(List.of("a", "b/", "c d", "d", "é/"), seen);
        var below = s3.listObjectsV2(
                request -> request.bucket(bucket).prefix("b/").delimiter("/").startAfter("b/1"));
        assertEquals(
                List.of("b/2"), below.contents().stream().map(S3Object::key).toList());
        assertEquals("b/c/", below.commonPrefixes().getFirst().prefix());
        var first = s3.listObjects(request -> request.bucket(bucket).maxKeys(4).delimiter("/"));
        assertTrue(first.isTruncated());
        var rest =
                s3.listObjects(request -> request.bucket(bucket).delimiter("/").marker(first.nextMarker()));
        assertEquals("é/", rest.commonPrefixes().getFirst().prefix());
        assertEquals(List.of(), rest.contents());
        refused(
                400,
                "InvalidArgument",
                "The continuation token provided is incorrect",
                () -> s3.listObjectsV2(request -> request.bucket(bucket).continuationToken("?")));
    }

    @Test
    void whatIsNotServedIsRefused() {
        var message = "A header you provided implies functionality that is not implemented";
        put("k", bytes(3));
        refused(
                501,
                "NotImplemented",
                message,
                () -> s3.listBucketAnalyticsConfigurations(request -> request.bucket(bucket)));
        refused(
                501,
                "NotImplemented",
                message,
                () -> s3.getObjectRetention(request -> request.bucket(bucket).key("k")));
        refused(
                501,
                "NotImplemented",
                message,
                () -> s3.deleteObject(request -> request.bucket(bucket).key("k").ifMatch("x")));
    }

    @Test
    void whatIsNotAsItSaysLeavesNothing() throws Exception {
        var before = files();
        var http = HttpClient.newHttpClient();
        var uri = simulator.uri().resolve("/" + bucket + "/k");
        var wrong = Map.of(
                "Content-MD5",
                "BadDigest",
                "x-amz-checksum-crc64nvme",
                "BadDigest",
                "x-amz-checksum-crc32",
                "BadDigest");
        for (var header : wrong.entrySet()) {
            var answer = http.send(
                    signed(uri)
                            .header(header.getKey(), "AAAA")
                            .PUT(HttpRequest.BodyPublishers.ofString("x"))
                            .build(),
                    BodyHandlers.ofString());
            assertEquals(400, answer.statusCode());
            assertTrue(answer.body().contains("<Code>" + header.getValue() + "</Code>"), answer::body);
        }
        var mismatch = http.send(
                signed(uri)
                        .header("x-amz-content-sha256", "0".repeat(64))
                        .PUT(HttpRequest.BodyPublishers.ofString("x"))
                        .build(),
                BodyHandlers.ofString());
        assertTrue(mismatch.body().contains("<Code>XAmzContentSHA256Mismatch</Code>"), mismatch::body);
        // The check value of the algorithm's definition.
        var right = http.send(
                signed(uri)
                        .PUT(HttpRequest.BodyPublishers.ofString("123456789"))
                        .build(),
                BodyHandlers.ofString());
        assertEquals(
                "rosUhgp5mIg=",
                right.headers().firstValue("x-amz-checksum-crc64nvme").orElseThrow());
        assertEquals(before + 1, files());
        // Signed chunks, and a trailer, with the bucket in the host's name.
        var chunked = raw("PUT /chunked HTTP/1.1\r\nHost: " + bucket + ".s3.eu-central-1.amazonaws.com\r\n"
                + "x-amz-content-sha256: STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER\r\nx-amz-decoded-content-length: 9\r\n"
                + "x-amz-trailer: x-amz-checksum-crc64nvme\r\n");
        assertTrue(chunked.startsWith("HTTP/1.1 200 "), chunked);
        assertEquals("123456789", new String(get("chunked"), StandardCharsets.UTF_8));
        var headless = http.send(
                signed(simulator.uri().resolve("/" + bucket + "/none"))
                        .method("HEAD", HttpRequest.BodyPublishers.noBody())
                        .build(),
                BodyHandlers.ofString());
        assertEquals(404, headless.statusCode());
        // Amazon's own client does not let such a name pass.
        var badName = http.send(
                signed(simulator.uri().resolve("/Not_" + bucket))
                        .PUT(HttpRequest.BodyPublishers.noBody())
                        .build(),
                BodyHandlers.ofString());
        assertEquals(400, badName.statusCode());
        assertTrue(badName.body().contains("<Code>InvalidBucketName</Code>"), badName::body);
        assertEquals("", headless.body());
    }

    private static HttpRequest.Builder signed(URI uri) {
        return HttpRequest.newBuilder(uri).header("Authorization", authorization());
    }

    private static String authorization() {
        return "AWS4-HMAC-SHA256 Credential=test/20260101/eu-central-1/s3/aws4_request, SignedHeaders=host, Signature="
                + "0".repeat(64);
    }

    private static String raw(String head) throws IOException {
        var signature = ";chunk-signature=" + "0".repeat(64) + "\r\n";
        var body = "4" + signature + "1234\r\n5" + signature + "56789\r\n0" + signature
                + "x-amz-checksum-crc64nvme:rosUhgp5mIg=\r\nx-amz-trailer-signature:" + "0".repeat(64) + "\r\n\r\n";
        try (var socket = new Socket(simulator.uri().getHost(), simulator.uri().getPort())) {
            var text = head + "Authorization: " + authorization() + "\r\nConnection: close\r\nContent-Length: "
                    + body.length() + "\r\n\r\n" + body;
            socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    @Test
    void killingTheSimulatorLosesNothing() throws Exception {
        var state = place.resolve("killed");
        var kept = bytes(200_000);
        var first = SimulatorProcess.start(state, NOWHERE);
        try (var clients = first.clients()) {
            clients.s3().createBucket(request -> request.bucket(bucket));
            clients.s3().putObject(request -> request.bucket(bucket).key("kept"), RequestBody.fromBytes(kept));
            // An upload that is under way, and is seen to be.
            try (var socket = new Socket(first.uri().getHost(), first.uri().getPort())) {
                var head = "PUT /" + bucket + "/half HTTP/1.1\r\nHost: localhost\r\nAuthorization: " + authorization()
                        + "\r\nContent-Length: 1000000\r\n\r\n";
                socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
                socket.getOutputStream().write(bytes(100_000));
                while (count(state) < 2) {
                    Thread.yield();
                }
                first.kill();
            }
        }
        try (var second = SimulatorProcess.start(state, NOWHERE);
                var clients = second.clients()) {
            assertArrayEquals(
                    kept,
                    clients.s3()
                            .getObjectAsBytes(request -> request.bucket(bucket).key("kept"))
                            .asByteArray());
            var listed = clients.s3().listObjectsV2(request -> request.bucket(bucket));
            assertEquals(
                    List.of("kept"),
                    listed.contents().stream().map(S3Object::key).toList());
            assertEquals(1, count(state));
            assertEquals(204, second.control("POST", "reset", "").statusCode());
            assertFalse(clients.s3().listBuckets().hasBuckets()
                    && !clients.s3().listBuckets().buckets().isEmpty());
            assertEquals(0, count(state));
        }
    }

    private static long count(Path state) throws IOException {
        try (var all = Files.list(state.resolve("s3"))) {
            return all.count();
        }
    }

    @Test
    void thereIsOneStorageClass() {
        var content = RequestBody.fromString("x");
        s3.putObject(request -> request.bucket(bucket).key("k").storageClass("STANDARD"), content);
        assertEquals("x", new String(get("k"), StandardCharsets.UTF_8));
        refused(501, "NotImplemented", "The storage class GLACIER is not simulated.", () -> begin("GLACIER"));
        refused(400, "InvalidStorageClass", "The storage class you specified is not valid", () -> begin("COLD"));
        assertEquals(
                "STANDARD",
                s3.getObjectAttributes(request ->
                                request.bucket(bucket).key("k").objectAttributes(ObjectAttributes.STORAGE_CLASS))
                        .storageClassAsString());
    }

    /** Without a body, before which a request is refused: this client does not read why, then. */
    private void begin(String storageClass) {
        s3.createMultipartUpload(request -> request.bucket(bucket).key("other").storageClass(storageClass));
    }
}
