package io.sockerless.features.simulators;

import static io.sockerless.features.simulators.S3World.refused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.ExpirationStatus;
import software.amazon.awssdk.services.s3.model.LifecycleRule;
import software.amazon.awssdk.services.s3.model.ObjectAttributes;
import software.amazon.awssdk.services.s3.model.Permission;
import software.amazon.awssdk.services.s3.model.Tag;
import software.amazon.awssdk.services.s3.model.TaggingDirective;

/** What is written on objects and buckets, and what else can be asked of them. */
class S3TagsTest {
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

    private static Map<String, String> map(List<Tag> tags) {
        return new TreeMap<>(tags.stream().collect(Collectors.toMap(Tag::key, Tag::value)));
    }

    private static List<Tag> list(Map<String, String> tags) {
        return tags.entrySet().stream()
                .map(tag ->
                        Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
                .toList();
    }

    private Map<String, String> of(String key, String version) {
        return map(world.s3
                .getObjectTagging(
                        request -> request.bucket(world.bucket).key(key).versionId(version))
                .tagSet());
    }

    private void tag(String key, String version, Map<String, String> tags) {
        world.s3.putObjectTagging(request ->
                request.bucket(world.bucket).key(key).versionId(version).tagging(all -> all.tagSet(list(tags))));
    }

    @Test
    void anObjectsTagsAreItsVersions() throws Exception {
        world.s3.putBucketVersioning(
                request -> request.bucket(world.bucket).versioningConfiguration(how -> how.status("Enabled")));
        var odd = Map.of("a b", "x=y&z\u00fc", "empty", "");
        var first = world.s3.putObject(
                request -> request.bucket(world.bucket).key("k").tagging("a%20b=x%3Dy%26z%C3%BC&empty="),
                RequestBody.fromString("1"));
        assertEquals(odd, of("k", null));
        assertEquals(
                2,
                world.s3
                        .headObject(request -> request.bucket(world.bucket).key("k"))
                        .tagCount());
        world.put("k", world.bytes(1));
        assertEquals(Map.of(), of("k", null));
        tag("k", first.versionId(), Map.of("other", "o"));
        tag("k", null, Map.of("newest", "n"));
        world.killAndRestart();
        assertEquals(Map.of("other", "o"), of("k", first.versionId()));
        assertEquals(Map.of("newest", "n"), of("k", null));
        world.s3.deleteObjectTagging(
                request -> request.bucket(world.bucket).key("k").versionId(first.versionId()));
        assertEquals(Map.of(), of("k", first.versionId()));
        assertEquals(2, world.files());
        var mark = world.s3.deleteObject(request -> request.bucket(world.bucket).key("k"));
        refused(404, "NoSuchKey", () -> tag("k", null, Map.of()));
        refused(405, "MethodNotAllowed", () -> tag("k", mark.versionId(), Map.of()));
        refused(404, "NoSuchVersion", () -> tag("k", "x".repeat(32), Map.of()));
    }

    @Test
    void copiesHaveTheTagsOfTheirSourceOrTheirOwn() {
        world.s3.putObject(
                request -> request.bucket(world.bucket).key("k").tagging("a=b"), RequestBody.fromString("1"));
        world.s3.copyObject(request -> request.sourceBucket(world.bucket)
                .sourceKey("k")
                .destinationBucket(world.bucket)
                .destinationKey("same"));
        world.s3.copyObject(request -> request.sourceBucket(world.bucket)
                .sourceKey("k")
                .destinationBucket(world.bucket)
                .destinationKey("own")
                .taggingDirective(TaggingDirective.REPLACE)
                .tagging("c=d"));
        assertEquals(Map.of("a", "b"), of("same", null));
        assertEquals(Map.of("c", "d"), of("own", null));
    }

    @Test
    void whatAreNoTagsIsRefused() {
        world.put("k", world.bytes(1));
        tag("k", null, Map.of("kept", "k"));
        var eleven = IntStream.range(0, 11).boxed().collect(Collectors.toMap(i -> "t" + i, i -> "v" + i));
        refused(400, "BadRequest", () -> tag("k", null, eleven));
        refused(400, "InvalidTag", () -> tag("k", null, Map.of("aws:x", "y")));
        refused(400, "InvalidTag", () -> tag("k", null, Map.of("x".repeat(129), "y")));
        refused(400, "InvalidTag", () -> tag("k", null, Map.of("x", "y".repeat(257))));
        Function<String, Tag> twice =
                value -> Tag.builder().key("x").value(value).build();
        refused(
                400,
                "InvalidTag",
                () -> world.s3.putObjectTagging(request -> request.bucket(world.bucket)
                        .key("k")
                        .tagging(all -> all.tagSet(twice.apply("1"), twice.apply("2")))));
        assertEquals(Map.of("kept", "k"), of("k", null));
        refused(404, "NoSuchKey", () -> tag("none", null, Map.of()));
    }

    private static List<LifecycleRule> rule(Consumer<LifecycleRule.Builder> what) {
        return List.of(LifecycleRule.builder().applyMutation(what).build());
    }

    @Test
    void bucketsHaveTagsAndRulesToo() throws Exception {
        refused(404, "NoSuchTagSet", () -> world.s3.getBucketTagging(request -> request.bucket(world.bucket)));
        refused(
                404,
                "NoSuchLifecycleConfiguration",
                () -> world.s3.getBucketLifecycleConfiguration(request -> request.bucket(world.bucket)));
        var tags = IntStream.range(0, 50).boxed().collect(Collectors.toMap(i -> "t" + i, i -> "v" + i));
        world.s3.putBucketTagging(request -> request.bucket(world.bucket).tagging(all -> all.tagSet(list(tags))));
        world.s3.putBucketLifecycleConfiguration(request -> request.bucket(world.bucket)
                .lifecycleConfiguration(all -> all.rules(rule(rule -> rule.id("old")
                        .status(ExpirationStatus.ENABLED)
                        .filter(which -> which.prefix("logs/<&>"))
                        .expiration(when -> when.days(30))))));
        refused(
                400,
                "InvalidRequest",
                () -> world.s3.putBucketLifecycleConfiguration(request -> request.bucket(world.bucket)
                        .lifecycleConfiguration(all ->
                                all.rules(rule(rule -> rule.status("Enabled").filter(which -> which.prefix("")))))));
        world.killAndRestart();
        assertEquals(
                new TreeMap<>(tags),
                map(world.s3
                        .getBucketTagging(request -> request.bucket(world.bucket))
                        .tagSet()));
        var rule = world.s3
                .getBucketLifecycleConfiguration(request -> request.bucket(world.bucket))
                .rules()
                .getFirst();
        assertEquals(
                "old logs/<&> 30",
                rule.id() + " " + rule.filter().prefix() + " "
                        + rule.expiration().days());
        world.s3.deleteBucketTagging(request -> request.bucket(world.bucket));
        world.s3.deleteBucketLifecycle(request -> request.bucket(world.bucket));
        refused(404, "NoSuchTagSet", () -> world.s3.getBucketTagging(request -> request.bucket(world.bucket)));
        refused(
                404,
                "NoSuchLifecycleConfiguration",
                () -> world.s3.getBucketLifecycleConfiguration(request -> request.bucket(world.bucket)));
    }

    @Test
    void whatCanBeAskedOfABucketAndAnObject() {
        var tag = world.put("k", world.bytes(123));
        var told = world.s3.getObjectAttributes(request -> request.bucket(world.bucket)
                .key("k")
                .objectAttributes(ObjectAttributes.E_TAG, ObjectAttributes.OBJECT_SIZE, ObjectAttributes.CHECKSUM));
        assertEquals(tag, '"' + told.eTag() + '"');
        assertEquals(123, told.objectSize());
        assertTrue(told.checksum().checksumCRC32() != null);
        assertEquals(null, told.storageClass());
        var access = world.s3.getBucketAcl(request -> request.bucket(world.bucket));
        assertEquals(Permission.FULL_CONTROL, access.grants().getFirst().permission());
        assertEquals(
                access.owner().id(),
                world.s3
                        .getObjectAcl(request -> request.bucket(world.bucket).key("k"))
                        .grants()
                        .getFirst()
                        .grantee()
                        .id());
        assertTrue(world.s3
                .getPublicAccessBlock(request -> request.bucket(world.bucket))
                .publicAccessBlockConfiguration()
                .blockPublicAcls());
        refused(404, "NoSuchBucketPolicy", () -> world.s3.getBucketPolicy(request -> request.bucket(world.bucket)));
        refused(
                400,
                "AccessControlListNotSupported",
                () -> world.s3.putObjectAcl(
                        request -> request.bucket(world.bucket).key("k").acl("public-read")));
        refused(
                400,
                "AccessControlListNotSupported",
                () -> world.s3.createMultipartUpload(
                        request -> request.bucket(world.bucket).key("l").acl("public-read")));
        refused(
                400,
                "InvalidBucketAclWithObjectOwnership",
                () -> world.s3.createBucket(
                        request -> request.bucket(world.bucket + "-2").acl("public-read")));
    }
}
