package io.sockerless.features.simulators;

import static io.sockerless.features.simulators.S3World.refused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Objects that are written only when nothing is there, or only what is known. */
class S3ConditionalWriteTest {
    private static final int WRITERS = 24;

    @TempDir
    static Path place;

    private static S3World world;

    @BeforeAll
    static void start() throws IOException {
        world = S3World.start(place.resolve("state"));
    }

    @BeforeEach
    void empty() throws Exception {
        world.reset();
    }

    @AfterAll
    static void stop() throws IOException {
        world.close();
    }

    private String put(String key, byte[] content, Consumer<PutObjectRequest.Builder> condition) {
        return world.s3
                .putObject(
                        request -> {
                            request.bucket(world.bucket).key(key);
                            condition.accept(request);
                        },
                        RequestBody.fromBytes(content))
                .eTag();
    }

    /** The contents of those whose writes were not refused. */
    private List<byte[]> race(Consumer<PutObjectRequest.Builder> condition) throws Exception {
        var together = new CountDownLatch(WRITERS);
        var tries = new ArrayList<Future<List<byte[]>>>();
        try (var threads = Executors.newFixedThreadPool(WRITERS)) {
            for (int i = 0; i < WRITERS; i++) {
                var content = world.bytes(1000);
                Callable<List<byte[]>> write = () -> {
                    together.countDown();
                    together.await();
                    try {
                        put("k", content, condition);
                        return List.of(content);
                    } catch (S3Exception e) {
                        assertEquals(412, e.statusCode());
                        assertEquals("PreconditionFailed", e.awsErrorDetails().errorCode());
                        return List.of();
                    }
                };
                tries.add(threads.submit(write));
            }
        }
        var won = new ArrayList<byte[]>();
        for (var one : tries) {
            won.addAll(one.get());
        }
        return won;
    }

    @Test
    void ofManyWritersOneWins() throws Exception {
        var created = race(request -> request.ifNoneMatch("*"));
        assertEquals(1, created.size());
        assertArrayEquals(created.getFirst(), world.get("k"));
        assertEquals(1, world.files());
        var tag = world.s3
                .headObject(request -> request.bucket(world.bucket).key("k"))
                .eTag();
        var replaced = race(request -> request.ifMatch(tag));
        assertEquals(1, replaced.size());
        assertArrayEquals(replaced.getFirst(), world.get("k"));
        assertEquals(1, world.files());
    }

    @Test
    void whatIsKnownIsReplaced() {
        refused(404, "NoSuchKey", () -> put("k", world.bytes(5), request -> request.ifMatch("\"x\"")));
        var first = put("k", world.bytes(5), request -> request.ifNoneMatch("*"));
        var second = put("k", world.bytes(5), request -> request.ifMatch(first));
        refused(412, "PreconditionFailed", () -> put("k", world.bytes(5), request -> request.ifMatch(first)));
        // Refused before its body was sent, and then this client does not read why.
        assertEquals(
                501,
                assertThrows(S3Exception.class, () -> put("k", world.bytes(5), request -> request.ifNoneMatch(first)))
                        .statusCode());
        put("k", world.bytes(5), request -> request.ifMatch(second));
    }

    @Test
    void uploadsInPartsToo() throws Exception {
        var content = world.bytes(1000);
        var upload = world.s3
                .createMultipartUpload(request -> request.bucket(world.bucket).key("k"))
                .uploadId();
        var tag = world.s3
                .uploadPart(
                        request -> request.bucket(world.bucket)
                                .key("k")
                                .uploadId(upload)
                                .partNumber(1),
                        RequestBody.fromBytes(content))
                .eTag();
        var part = CompletedPart.builder().partNumber(1).eTag(tag).build();
        var there = put("k", world.bytes(5), _ -> {});
        refused(
                412,
                "PreconditionFailed",
                () -> world.s3.completeMultipartUpload(request -> request.bucket(world.bucket)
                        .key("k")
                        .uploadId(upload)
                        .multipartUpload(all -> all.parts(part))
                        .ifNoneMatch("*")));
        // The upload is still there, and nothing else.
        assertEquals(2, world.files());
        world.s3.completeMultipartUpload(request -> request.bucket(world.bucket)
                .key("k")
                .uploadId(upload)
                .multipartUpload(all -> all.parts(part))
                .ifMatch(there));
        assertArrayEquals(content, world.get("k"));
        assertEquals(1, world.files());
    }
}
