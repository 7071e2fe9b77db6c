package io.sockerless.features.simulators;

import static io.sockerless.features.simulators.S3World.refused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.DeletedObject;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;

/** Many objects deleted at once. */
class S3DeletionTest {
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

    private DeleteObjectsResponse delete(boolean quiet, Stream<String> keys) {
        var all = keys.map(key -> ObjectIdentifier.builder().key(key).build()).toList();
        return world.s3.deleteObjects(request ->
                request.bucket(world.bucket).delete(what -> what.objects(all).quiet(quiet)));
    }

    @Test
    void manyAtOnceEachByItself() throws Exception {
        var odd = " a & <b>\u00fc ";
        var kept = world.bytes(10);
        world.put("kept", kept);
        world.put(odd, world.bytes(10));
        world.put("versioned", kept);
        world.put("quiet", world.bytes(10));
        var answer = world.s3.deleteObjects(request -> request.bucket(world.bucket)
                .delete(what -> what.objects(
                        ObjectIdentifier.builder().key(odd).build(),
                        ObjectIdentifier.builder().key("never there").build(),
                        ObjectIdentifier.builder()
                                .key("versioned")
                                .versionId("v1")
                                .build())));
        assertEquals(
                List.of(odd, "never there"),
                answer.deleted().stream().map(DeletedObject::key).toList());
        assertEquals("versioned", answer.errors().getFirst().key());
        assertEquals("NoSuchVersion", answer.errors().getFirst().code());
        assertEquals(List.of(), delete(true, Stream.of("quiet")).deleted());
        assertArrayEquals(kept, world.get("kept"));
        assertArrayEquals(kept, world.get("versioned"));
        assertEquals(2, world.files());
        world.killAndRestart();
        assertEquals(
                2,
                world.s3.listObjectsV2(request -> request.bucket(world.bucket)).keyCount());
    }

    @Test
    void whatIsNoListOfKeysDeletesNothing() throws Exception {
        world.put("k0", world.bytes(1));
        assertEquals(
                1000,
                delete(false, IntStream.range(1, 1001).mapToObj(number -> "k" + number))
                        .deleted()
                        .size());
        refused(
                400,
                "MalformedXML",
                () -> delete(false, IntStream.range(0, 1001).mapToObj(number -> "k" + number)));
        refused(400, "MalformedXML", () -> delete(false, Stream.of()));
        var document = "<Delete><Object><Key>k0</Key></Object></Delete>";
        assertTrue(post(document, "x-none", "x").contains("<Code>InvalidRequest</Code>"));
        assertTrue(post(document, "Content-MD5", "AAAA").contains("<Code>BadDigest</Code>"));
        assertTrue(post(document, "x-amz-checksum-crc32", "AAAA").contains("<Code>BadDigest</Code>"));
        assertEquals(1, world.files());
    }

    private String post(String document, String header, String value) throws IOException, InterruptedException {
        var uri = URI.create(world.simulator.uri() + "/" + world.bucket + "?delete");
        var request = HttpRequest.newBuilder(uri)
                .header(
                        "Authorization",
                        "AWS4-HMAC-SHA256 Credential=test/20260101/eu-central-1/s3/aws4_request, SignedHeaders=host,"
                                + " Signature=" + "0".repeat(64))
                .header(header, value)
                .POST(BodyPublishers.ofString(document))
                .build();
        try (var http = HttpClient.newHttpClient()) {
            return http.send(request, BodyHandlers.ofString()).body();
        }
    }

    @Test
    @Tag("external")
    void theCommandLineRemovesWholeBuckets() throws Exception {
        S3World.needsCommand();
        var here = "s3://" + world.bucket;
        world.put("deep/a b", world.bytes(10));
        world.put("deep/ü", world.bytes(10));
        world.put("kept", world.bytes(10));
        world.aws("s3", "rm", "--recursive", here + "/deep");
        assertEquals(1, world.files());
        var said = world.aws(
                "s3api", "delete-objects", "--bucket", world.bucket, "--delete", "Objects=[{Key=kept}],Quiet=false");
        assertTrue(said.contains("\"Key\": \"kept\""), said);
        world.put("more", world.bytes(10));
        world.aws("s3", "rb", "--force", here);
        assertEquals(0, world.files());
        refused(404, "NoSuchBucket", () -> world.get("more"));
    }
}
