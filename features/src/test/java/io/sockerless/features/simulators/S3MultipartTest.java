package io.sockerless.features.simulators;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Objects that are uploaded in parts, and what of an object is wanted under a condition only. */
class S3MultipartTest {
    private static final String NOWHERE = "unix:///nowhere/docker.sock";
    private static final int LEAST = 5 << 20;

    @TempDir
    Path place;

    private final String bucket = "b-" + UUID.randomUUID();
    private final Random random = new Random();
    private SimulatorProcess simulator;
    private AwsClients aws;
    private S3Client s3;

    @BeforeEach
    void start() throws IOException {
        open();
        s3.createBucket(request -> request.bucket(bucket));
    }

    private void open() throws IOException {
        simulator = SimulatorProcess.start(place.resolve("state"), NOWHERE);
        aws = simulator.clients();
        s3 = aws.s3();
    }

    @AfterEach
    void stop() throws IOException {
        aws.close();
        simulator.close();
    }

    private byte[] bytes(int length) {
        var bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private String begin(String key) {
        return s3.createMultipartUpload(
                        request -> request.bucket(bucket).key(key).metadata(java.util.Map.of("word", bucket)))
                .uploadId();
    }

    private CompletedPart part(String key, String upload, int number, byte[] content) {
        var etag = s3.uploadPart(
                        request ->
                                request.bucket(bucket).key(key).uploadId(upload).partNumber(number),
                        RequestBody.fromBytes(content))
                .eTag();
        return CompletedPart.builder().partNumber(number).eTag(etag).build();
    }

    private String complete(String key, String upload, List<CompletedPart> parts) {
        return s3.completeMultipartUpload(request ->
                        request.bucket(bucket).key(key).uploadId(upload).multipartUpload(all -> all.parts(parts)))
                .eTag();
    }

    private byte[] get(String key) {
        return s3.getObjectAsBytes(request -> request.bucket(bucket).key(key)).asByteArray();
    }

    private long files() throws IOException {
        try (var all = Files.list(place.resolve("state/s3"))) {
            return all.count();
        }
    }

    private static String code(Runnable what) {
        return assertThrows(S3Exception.class, what::run).awsErrorDetails().errorCode();
    }

    @Test
    void partsOutliveAKilledSimulator() throws Exception {
        var content = bytes(2 * LEAST + 12_345);
        var upload = begin("big");
        var parts = new ArrayList<CompletedPart>();
        // In no order, and one of them again: the last one counts.
        part("big", upload, 1, bytes(LEAST));
        parts.add(part("big", upload, 3, Arrays.copyOfRange(content, 2 * LEAST, content.length)));
        parts.addFirst(part("big", upload, 2, Arrays.copyOfRange(content, LEAST, 2 * LEAST)));
        parts.addFirst(part("big", upload, 1, Arrays.copyOf(content, LEAST)));
        assertEquals(3, files());
        simulator.kill();
        aws.close();
        open();
        var listed = s3.listParts(
                request -> request.bucket(bucket).key("big").uploadId(upload).maxParts(2));
        assertEquals(2, listed.parts().size());
        assertTrue(listed.isTruncated());
        var tag = complete("big", upload, parts);
        var digests = MessageDigest.getInstance("MD5");
        for (int from = 0; from < content.length; from += LEAST) {
            digests.update(MessageDigest.getInstance("MD5")
                    .digest(Arrays.copyOfRange(content, from, Math.min(content.length, from + LEAST))));
        }
        assertEquals("\"" + HexFormat.of().formatHex(digests.digest()) + "-3\"", tag);
        simulator.kill();
        aws.close();
        open();
        assertArrayEquals(content, get("big"));
        assertEquals(
                bucket,
                s3.headObject(request -> request.bucket(bucket).key("big"))
                        .metadata()
                        .get("word"));
        assertEquals(1, files());
        assertEquals(tag, complete("big", upload, parts));
        assertEquals(
                List.of(),
                s3.listMultipartUploads(request -> request.bucket(bucket)).uploads());
    }

    @Test
    void whatCannotBeMadeOneObjectIsRefused() throws Exception {
        var upload = begin("k");
        var small = part("k", upload, 1, bytes(100));
        var last = part("k", upload, 2, bytes(100));
        assertEquals("EntityTooSmall", code(() -> complete("k", upload, List.of(small, last))));
        assertEquals("InvalidPartOrder", code(() -> complete("k", upload, List.of(last, small))));
        var wrong = small.toBuilder().eTag("\"" + "0".repeat(32) + "\"").build();
        assertEquals("InvalidPart", code(() -> complete("k", upload, List.of(wrong))));
        assertEquals("NoSuchUpload", code(() -> complete("k", "none", List.of(small))));
        assertEquals("NoSuchKey", code(() -> get("k")));
        assertEquals(
                List.of("k"),
                s3.listMultipartUploads(request -> request.bucket(bucket)).uploads().stream()
                        .map(one -> one.key())
                        .toList());
        s3.abortMultipartUpload(request -> request.bucket(bucket).key("k").uploadId(upload));
        // Refused before its body was sent, and then this client does not read why.
        assertEquals(
                404,
                assertThrows(S3Exception.class, () -> part("k", upload, 1, bytes(10)))
                        .statusCode());
        assertEquals("NoSuchUpload", code(() -> complete("k", upload, List.of(small))));
        assertEquals(0, files());
    }

    @Test
    void whatIsReadUnderACondition() {
        var content = bytes(1000);
        var tag = s3.putObject(request -> request.bucket(bucket).key("k"), RequestBody.fromBytes(content))
                .eTag();
        var later = Instant.now().plusSeconds(60);
        var earlier = Instant.now().minusSeconds(60);
        assertArrayEquals(
                Arrays.copyOfRange(content, 10, 20),
                s3.getObjectAsBytes(request ->
                                request.bucket(bucket).key("k").ifMatch(tag).range("bytes=10-19"))
                        .asByteArray());
        assertEquals(
                412,
                assertThrows(
                                S3Exception.class,
                                () -> s3.getObject(request ->
                                        request.bucket(bucket).key("k").ifMatch("\"x\"")))
                        .statusCode());
        assertEquals(
                304,
                assertThrows(
                                S3Exception.class,
                                () -> s3.headObject(request ->
                                        request.bucket(bucket).key("k").ifNoneMatch(tag)))
                        .statusCode());
        assertEquals(
                304,
                assertThrows(
                                S3Exception.class,
                                () -> s3.getObject(request ->
                                        request.bucket(bucket).key("k").ifModifiedSince(later)))
                        .statusCode());
        assertEquals(
                412,
                assertThrows(
                                S3Exception.class,
                                () -> s3.headObject(request ->
                                        request.bucket(bucket).key("k").ifUnmodifiedSince(earlier)))
                        .statusCode());
        assertEquals(
                1000L,
                s3.headObject(request -> request.bucket(bucket).key("k").ifModifiedSince(earlier))
                        .contentLength());
    }

    @Test
    void theCommandLineCopiesLargeFiles() throws Exception {
        var there = new ProcessBuilder("sh", "-c", "command -v aws").start().waitFor() == 0;
        if (!there) {
            System.out.println("S3 WITH THE AWS CLI SKIPPED: there is no program aws");
        }
        assumeTrue(there, "there is no program aws");
        var content = bytes(30_000_001);
        Files.write(place.resolve("up"), content);
        aws("s3", "cp", place.resolve("up").toString(), "s3://" + bucket + "/deep/big");
        assertTrue(aws("s3", "ls", "s3://" + bucket + "/deep/").contains("   30000001 big"));
        aws("s3", "cp", "s3://" + bucket + "/deep/big", place.resolve("down").toString());
        assertArrayEquals(content, Files.readAllBytes(place.resolve("down")));
        assertEquals(1, files());
    }

    private String aws(String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("aws"));
        command.addAll(List.of(arguments));
        var process = new ProcessBuilder(command).redirectErrorStream(true);
        process.environment().put("AWS_ENDPOINT_URL", simulator.uri().toString());
        process.environment().put("AWS_ACCESS_KEY_ID", "test");
        process.environment().put("AWS_SECRET_ACCESS_KEY", "test");
        process.environment().put("AWS_DEFAULT_REGION", "eu-central-1");
        process.environment().put("AWS_CONFIG_FILE", "/dev/null");
        var running = process.start();
        var said = new String(running.getInputStream().readAllBytes());
        assertEquals(0, running.waitFor(), said);
        return said;
    }
}
