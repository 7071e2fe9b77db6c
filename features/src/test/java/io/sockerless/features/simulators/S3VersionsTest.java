package io.sockerless.features.simulators;

import static io.sockerless.features.simulators.S3World.refused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.DeleteObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsRequest;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.ObjectVersion;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** What a key had before, in buckets that keep it. */
class S3VersionsTest {
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

    private void versioning(BucketVersioningStatus status) {
        world.s3.putBucketVersioning(
                request -> request.bucket(world.bucket).versioningConfiguration(how -> how.status(status)));
    }

    private String put(String key, byte[] content) {
        return world.s3
                .putObject(request -> request.bucket(world.bucket).key(key), RequestBody.fromBytes(content))
                .versionId();
    }

    private byte[] get(String key, String version) {
        return world.s3
                .getObjectAsBytes(
                        request -> request.bucket(world.bucket).key(key).versionId(version))
                .asByteArray();
    }

    private DeleteObjectResponse delete(String key, String version) {
        return world.s3.deleteObject(
                request -> request.bucket(world.bucket).key(key).versionId(version));
    }

    private List<String> versions(String key) {
        return world
                .s3
                .listObjectVersions(request -> request.bucket(world.bucket).prefix(key))
                .versions()
                .stream()
                .map(ObjectVersion::versionId)
                .toList();
    }

    @Test
    void eachVersionIsThereUntilItIsDeletedItself() throws Exception {
        var first = world.bytes(1000);
        var second = world.bytes(2000);
        var third = world.bytes(3000);
        assertNull(world.s3
                .getBucketVersioning(request -> request.bucket(world.bucket))
                .status());
        assertNull(put("k", first));
        versioning(BucketVersioningStatus.ENABLED);
        var two = put("k", second);
        var three = put("k", third);
        assertNotEquals(two, three);
        world.killAndRestart();
        assertEquals(
                BucketVersioningStatus.ENABLED,
                world.s3
                        .getBucketVersioning(request -> request.bucket(world.bucket))
                        .status());
        assertArrayEquals(third, world.get("k"));
        assertArrayEquals(first, get("k", "null"));
        assertArrayEquals(second, get("k", two));
        assertEquals(List.of(three, two, "null"), versions("k"));
        assertEquals(3, world.files());
        delete("k", three);
        assertArrayEquals(second, world.get("k"));
        delete("k", "null");
        refused(404, "NoSuchVersion", () -> get("k", "null"));
        assertEquals(1, world.files());
        refused(409, "BucketNotEmpty", () -> world.s3.deleteBucket(request -> request.bucket(world.bucket)));
        delete("k", two);
        assertEquals(0, world.files());
        refused(404, "NoSuchKey", () -> world.get("k"));
        world.s3.deleteBucket(request -> request.bucket(world.bucket));
    }

    @Test
    void aDeletionIsAMarkThatCanBeTakenAway() throws Exception {
        versioning(BucketVersioningStatus.ENABLED);
        var content = world.bytes(500);
        var version = put("k", content);
        var mark = delete("k", null);
        assertTrue(mark.deleteMarker());
        refused(404, "NoSuchKey", () -> world.get("k"));
        var head = assertThrows(
                S3Exception.class,
                () -> world.s3.headObject(
                        request -> request.bucket(world.bucket).key("k")));
        assertEquals(404, head.statusCode());
        var marked = head.awsErrorDetails().sdkHttpResponse();
        assertEquals("true", marked.firstMatchingHeader("x-amz-delete-marker").orElse(""));
        assertEquals(
                mark.versionId(), marked.firstMatchingHeader("x-amz-version-id").orElse(""));
        refused(405, "MethodNotAllowed", () -> get("k", mark.versionId()));
        assertEquals(
                0,
                world.s3.listObjectsV2(request -> request.bucket(world.bucket)).keyCount());
        world.killAndRestart();
        var listed = world.s3.listObjectVersions(request -> request.bucket(world.bucket));
        assertEquals(mark.versionId(), listed.deleteMarkers().getFirst().versionId());
        assertTrue(listed.deleteMarkers().getFirst().isLatest());
        assertFalse(listed.versions().getFirst().isLatest());
        assertArrayEquals(content, get("k", version));
        assertTrue(delete("k", mark.versionId()).deleteMarker());
        assertArrayEquals(content, world.get("k"));
        var many = world.s3.deleteObjects(request -> request.bucket(world.bucket)
                .delete(what -> what.objects(
                        ObjectIdentifier.builder().key("k").build(),
                        ObjectIdentifier.builder().key("k").versionId(version).build())));
        assertTrue(many.deleted().getFirst().deleteMarker());
        assertEquals(version, many.deleted().getLast().versionId());
        assertEquals(0, world.files());
    }

    @Test
    void suspendedThereIsOneVersionWithoutAnId() throws Exception {
        versioning(BucketVersioningStatus.ENABLED);
        var first = world.bytes(100);
        var one = put("k", first);
        versioning(BucketVersioningStatus.SUSPENDED);
        put("k", world.bytes(200));
        var last = world.bytes(300);
        put("k", last);
        assertEquals(List.of("null", one), versions("k"));
        assertEquals(2, world.files());
        assertEquals("null", delete("k", null).versionId());
        refused(404, "NoSuchKey", () -> world.get("k"));
        assertArrayEquals(first, get("k", one));
        assertEquals(1, world.files());
        put("k", last);
        assertArrayEquals(last, world.get("k"));
        assertEquals(
                0,
                world.s3
                        .listObjectVersions(request -> request.bucket(world.bucket))
                        .deleteMarkers()
                        .size());
        refused(
                400,
                "IllegalVersioningConfigurationException",
                () -> world.s3.putBucketVersioning(
                        request -> request.bucket(world.bucket).versioningConfiguration(_ -> {})));
    }

    @Test
    void copiesAndUploadsInPartsAreVersionsToo() throws Exception {
        versioning(BucketVersioningStatus.ENABLED);
        var old = world.bytes(700);
        var version = put("k", old);
        put("k", world.bytes(10));
        var copied = world.s3.copyObject(request -> request.sourceBucket(world.bucket)
                .sourceKey("k")
                .sourceVersionId(version)
                .destinationBucket(world.bucket)
                .destinationKey("k"));
        assertEquals(version, copied.copySourceVersionId());
        assertArrayEquals(old, world.get("k"));
        assertEquals(copied.versionId(), versions("k").getFirst());
        var upload = world.s3.createMultipartUpload(
                request -> request.bucket(world.bucket).key("k").tagging("a=b"));
        var content = world.bytes(1000);
        var part = world.s3.uploadPart(
                request -> request.bucket(world.bucket)
                        .key("k")
                        .uploadId(upload.uploadId())
                        .partNumber(1),
                RequestBody.fromBytes(content));
        var done = world.s3.completeMultipartUpload(request -> request.bucket(world.bucket)
                .key("k")
                .uploadId(upload.uploadId())
                .multipartUpload(all -> all.parts(
                        CompletedPart.builder().partNumber(1).eTag(part.eTag()).build())));
        assertEquals(done.versionId(), versions("k").getFirst());
        assertEquals(4, versions("k").size());
        assertArrayEquals(content, get("k", done.versionId()));
        assertEquals(
                Map.of("a", "b").toString(),
                world
                        .s3
                        .getObjectTagging(
                                request -> request.bucket(world.bucket).key("k"))
                        .tagSet()
                        .stream()
                        .map(tag -> "{" + tag.key() + "=" + tag.value() + "}")
                        .findFirst()
                        .orElse(""));
        world.killAndRestart();
        assertEquals(4, world.files());
    }

    @Test
    void pagesOfThemFitTogether() {
        versioning(BucketVersioningStatus.ENABLED);
        var made = new ArrayList<String>();
        for (var key : List.of("a", "a/1", "a/2", "b\u00fc", "c")) {
            IntStream.range(0, 3).forEach(_ -> made.add(0, key + " " + put(key, world.bytes(3))));
        }
        delete("c", null);
        for (var size : List.of(1, 2, 7, 100)) {
            var seen = new ArrayList<String>();
            var marks = new int[1];
            world.s3
                    .listObjectVersionsPaginator(ListObjectVersionsRequest.builder()
                            .bucket(world.bucket)
                            .maxKeys(size)
                            .build())
                    .forEach(page -> {
                        assertTrue(page.versions().size() + page.deleteMarkers().size() <= size);
                        marks[0] += page.deleteMarkers().size();
                        page.versions().forEach(one -> seen.add(one.key() + " " + one.versionId()));
                    });
            assertEquals(1, marks[0]);
            assertEquals(
                    made.stream().sorted((x, y) -> key(x).compareTo(key(y))).toList(), seen, "pages of " + size);
        }
        var folded = world.s3.listObjectVersions(
                request -> request.bucket(world.bucket).delimiter("/"));
        assertEquals("a/", folded.commonPrefixes().getFirst().prefix());
        assertEquals(9, folded.versions().size());
    }

    private static String key(String told) {
        return told.substring(0, told.indexOf(' '));
    }
}
