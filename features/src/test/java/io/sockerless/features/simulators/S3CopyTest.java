package io.sockerless.features.simulators;

import static io.sockerless.features.simulators.S3World.refused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.MetadataDirective;

/** Objects that are made of others. */
class S3CopyTest {
    private static final String ODD = "a b/ü+%2F&?versionId=\u20ac";

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

    private String copy(String from, String to, Consumer<CopyObjectRequest.Builder> more) {
        return world.s3
                .copyObject(request -> {
                    request.sourceBucket(world.bucket)
                            .sourceKey(from)
                            .destinationBucket(world.bucket)
                            .destinationKey(to);
                    more.accept(request);
                })
                .copyObjectResult()
                .eTag();
    }

    @Test
    void aCopyHasWhatItsSourceHasAndIsItsOwn() throws Exception {
        var content = world.bytes(600_000);
        world.s3.putObject(
                request -> request.bucket(world.bucket)
                        .key(ODD)
                        .contentType("text/x")
                        .metadata(Map.of("word", "w"))
                        .checksumAlgorithm(ChecksumAlgorithm.SHA1),
                RequestBody.fromBytes(content));
        var other = world.bucket + "-2";
        world.s3.createBucket(request -> request.bucket(other));
        var tag = copy(ODD, "k", request -> request.destinationBucket(other));
        var md5 = HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(content));
        assertEquals('"' + md5 + '"', tag);
        world.s3.deleteObject(request -> request.bucket(world.bucket).key(ODD));
        var head = world.s3.headObject(request -> request.bucket(other).key("k").checksumMode("ENABLED"));
        assertEquals("text/x", head.contentType());
        assertEquals(Map.of("word", "w"), head.metadata());
        var sha1 = MessageDigest.getInstance("SHA-1").digest(content);
        assertEquals(Base64.getEncoder().encodeToString(sha1), head.checksumSHA1());
        assertArrayEquals(content, world.get(other, "k"));
        world.killAndRestart();
        assertArrayEquals(content, world.get(other, "k"));
        assertEquals(1, world.files());
    }

    @Test
    void onlyAChangedCopyReplacesItsSource() throws Exception {
        var content = world.bytes(1000);
        var tag = world.put("k", content);
        assertTrue(refused(400, "InvalidRequest", () -> copy("k", "k", _ -> {}))
                .errorMessage()
                .startsWith("This copy request is illegal"));
        copy(
                "k",
                "k",
                request -> request.metadataDirective(MetadataDirective.REPLACE)
                        .contentType("text/y")
                        .metadata(Map.of("new", "n"))
                        .checksumAlgorithm(ChecksumAlgorithm.SHA256));
        var head = world.s3.headObject(
                request -> request.bucket(world.bucket).key("k").checksumMode("ENABLED"));
        assertEquals("text/y", head.contentType());
        assertEquals(Map.of("new", "n"), head.metadata());
        assertEquals(tag, head.eTag());
        assertEquals(
                Base64.getEncoder()
                        .encodeToString(MessageDigest.getInstance("SHA-256").digest(content)),
                head.checksumSHA256());
        assertArrayEquals(content, world.get("k"));
        assertEquals(1, world.files());
    }

    @Test
    void aCopyUnderConditions() throws Exception {
        var tag = world.put("k", world.bytes(10));
        var later = Instant.now().plusSeconds(60);
        var earlier = Instant.now().minusSeconds(60);
        refused(412, "PreconditionFailed", () -> copy("k", "l", request -> request.copySourceIfMatch("\"x\"")));
        refused(412, "PreconditionFailed", () -> copy("k", "l", request -> request.copySourceIfNoneMatch(tag)));
        refused(412, "PreconditionFailed", () -> copy("k", "l", request -> request.copySourceIfModifiedSince(later)));
        refused(
                412,
                "PreconditionFailed",
                () -> copy("k", "l", request -> request.copySourceIfUnmodifiedSince(earlier)));
        refused(404, "NoSuchKey", () -> copy("none", "l", _ -> {}));
        refused(404, "NoSuchBucket", () -> copy("k", "l", request -> request.sourceBucket("none-at-all")));
        refused(404, "NoSuchBucket", () -> copy("k", "l", request -> request.destinationBucket("none-at-all")));
        refused(404, "NoSuchVersion", () -> copy("k", "l", request -> request.sourceVersionId("v1")));
        refused(400, "InvalidTag", () -> copy("k", "l", request -> request.tagging("aws:a=b")));
        assertEquals(1, world.files());
        copy(
                "k",
                "l",
                request -> request.copySourceIfMatch(tag)
                        .copySourceIfUnmodifiedSince(earlier)
                        .sourceVersionId("null"));
        assertArrayEquals(world.get("k"), world.get("l"));
    }

    @Test
    void partsAreCopiedToo() throws Exception {
        var least = 5 << 20;
        var content = world.bytes(least + 1000);
        world.put(ODD, content);
        var upload = world.s3
                .createMultipartUpload(request -> request.bucket(world.bucket).key("big"))
                .uploadId();
        var ranges = List.of("bytes=1000-" + (least + 999), "bytes=7-7");
        var parts = ranges.stream()
                .map(range -> CompletedPart.builder()
                        .partNumber(ranges.indexOf(range) + 1)
                        .eTag(part(upload, ranges.indexOf(range) + 1, range))
                        .build())
                .toList();
        refused(400, "InvalidArgument", () -> part(upload, 3, "bytes=0-" + content.length));
        refused(400, "InvalidArgument", () -> part(upload, 3, "bytes=0-"));
        refused(404, "NoSuchUpload", () -> part("none", 1, ranges.getLast()));
        assertEquals(3, world.files());
        refused(
                404,
                "NoSuchKey",
                () -> world.s3.getObjectTagging(
                        request -> request.bucket(world.bucket).key("big")));
        var made = world.s3.completeMultipartUpload(request ->
                request.bucket(world.bucket).key("big").uploadId(upload).multipartUpload(all -> all.parts(parts)));
        var expected = Arrays.copyOfRange(content, 1000, least + 1001);
        expected[least] = content[7];
        assertArrayEquals(expected, world.get("big"));
        assertEquals(
                List.of(),
                world.s3
                        .getObjectTagging(
                                request -> request.bucket(world.bucket).key("big"))
                        .tagSet());
        // A copy is no longer in parts.
        assertTrue(made.eTag().endsWith("-2\""));
        assertEquals(
                '"' + HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(expected)) + '"',
                copy("big", "whole", _ -> {}));
    }

    private String part(String upload, int number, String range) {
        return world.s3
                .uploadPartCopy(request -> request.sourceBucket(world.bucket)
                        .sourceKey(ODD)
                        .destinationBucket(world.bucket)
                        .destinationKey("big")
                        .uploadId(upload)
                        .partNumber(number)
                        .copySourceRange(range))
                .copyPartResult()
                .eTag();
    }

    @Test
    @Tag("external")
    void theCommandLineCopiesMovesAndSynchronizes() throws Exception {
        S3World.needsCommand();
        var here = "s3://" + world.bucket + "/";
        var big = world.bytes(20_000_001);
        var small = world.bytes(1000);
        world.put("from/big", big);
        world.put("from/small ü", small);
        world.aws("s3", "cp", here + "from/big", here + "copied");
        assertArrayEquals(big, world.get("copied"));
        world.aws("s3", "sync", here + "from", here + "to");
        assertArrayEquals(small, world.get("to/small ü"));
        assertArrayEquals(big, world.get("to/big"));
        world.aws("s3", "mv", here + "to/small ü", here + "moved");
        assertArrayEquals(small, world.get("moved"));
        refused(404, "NoSuchKey", () -> world.get("to/small ü"));
        assertEquals(5, world.files());
    }
}
