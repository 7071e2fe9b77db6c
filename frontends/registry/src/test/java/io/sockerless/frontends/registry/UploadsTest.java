package io.sockerless.frontends.registry;

import static io.sockerless.frontends.registry.Served.expect;
import static io.sockerless.frontends.registry.Served.header;
import static io.sockerless.frontends.registry.Served.random;
import static io.sockerless.frontends.registry.Served.refusal;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sockerless.engine.model.image.Digest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pushing blobs, in every way that the spec knows. */
class UploadsTest {
    private static final byte[] NOTHING = {};

    @TempDir
    Path place;

    private final SetClock clock = new SetClock();
    private Served served;

    @BeforeEach
    void serve() throws Exception {
        served = Served.in(place, clock);
    }

    @AfterEach
    void close() {
        served.close();
    }

    private String begin(String name) throws Exception {
        HttpResponse<byte[]> begun = expect(202, served.post("/v2/" + name + "/blobs/uploads/"));
        assertEquals("0-0", header(begun, "Range"));
        assertFalse(header(begun, "Docker-Upload-UUID").isEmpty());
        return header(begun, "Location");
    }

    private HttpResponse<byte[]> chunk(String method, String target, byte[] all, int from, int to) throws Exception {
        byte[] part = Arrays.copyOfRange(all, from, to);
        return served.ask(method, target, part, "Content-Range", from + "-" + (to - 1));
    }

    private void assertStored(String name, byte[] bytes, Digest digest) throws Exception {
        assertArrayEquals(
                bytes,
                expect(200, served.get("/v2/" + name + "/blobs/" + digest)).body());
    }

    @Test
    void inOneRequest() throws Exception {
        byte[] bytes = random(300_000);
        assertStored("a/b", bytes, served.blob("a/b", bytes));
        assertEquals(List.of(new RegistryEvent.BlobPushed("a/b", Digest.sha256(bytes), bytes.length)), served.events);
    }

    @Test
    void inTwoRequests() throws Exception {
        byte[] bytes = random(300_000);
        Digest digest = Digest.sha256(bytes);
        HttpResponse<byte[]> put = expect(201, served.ask("PUT", begin("a") + "?digest=" + digest, bytes));
        assertEquals("/v2/a/blobs/" + digest, header(put, "Location"));
        assertStored("a", bytes, digest);
    }

    @Test
    void inChunksTheLastOfWhichComesWithTheDigest() throws Exception {
        byte[] bytes = random(3000);
        String location = begin("a");
        assertEquals("0-999", header(expect(202, chunk("PATCH", location, bytes, 0, 1000)), "Range"));
        assertEquals("0-1999", header(expect(202, chunk("PATCH", location, bytes, 1000, 2000)), "Range"));
        Digest digest = Digest.sha256(bytes);
        expect(201, chunk("PUT", location + "?digest=" + digest, bytes, 2000, 3000));
        assertStored("a", bytes, digest);
        assertEquals("BLOB_UPLOAD_UNKNOWN", refusal(404, served.get(location)));
    }

    @Test
    void aChunkThatDoesNotFollowIsRefusedAndTheUploadGoesOn() throws Exception {
        byte[] bytes = random(3000);
        String location = begin("a");
        expect(202, chunk("PATCH", location, bytes, 0, 1000));
        for (int from : new int[] {0, 999, 1001}) {
            HttpResponse<byte[]> refused = chunk("PATCH", location, bytes, from, 2500);
            assertEquals("BLOB_UPLOAD_INVALID", refusal(416, refused));
            assertEquals("0-999", header(refused, "Range"));
            assertEquals(location, header(refused, "Location"));
        }
        assertEquals(
                "SIZE_INVALID", refusal(400, served.ask("PATCH", location, new byte[7], "Content-Range", "1000-1999")));
        assertEquals(
                "BLOB_UPLOAD_INVALID", refusal(416, served.ask("PATCH", location, new byte[7], "Content-Range", "x")));
        expect(202, chunk("PATCH", location, bytes, 1000, 3000));
        Digest digest = Digest.sha256(bytes);
        expect(201, served.ask("PUT", location + "?digest=" + digest, NOTHING));
        assertStored("a", bytes, digest);
    }

    @Test
    void goesOnInTheNextProcess() throws Exception {
        byte[] bytes = random(500_000);
        String location = begin("a");
        expect(202, chunk("PATCH", location, bytes, 0, 123_456));
        served.close();
        served = Served.in(place, clock);
        HttpResponse<byte[]> status = expect(204, served.get(location));
        assertEquals("0-123455", header(status, "Range"));
        expect(202, chunk("PATCH", location, bytes, 123_456, bytes.length));
        Digest digest = Digest.sha256(bytes);
        expect(201, served.ask("PUT", location + "?digest=" + digest, NOTHING));
        assertStored("a", bytes, digest);
    }

    @Test
    void anotherDigestIsRefusedAndNothingOfItStays() throws Exception {
        byte[] bytes = random(1000);
        Digest wrong = Digest.sha256(random(10));
        String location = begin("a");
        assertEquals("DIGEST_INVALID", refusal(400, served.ask("PUT", location + "?digest=" + wrong, bytes)));
        assertEquals("BLOB_UPLOAD_UNKNOWN", refusal(404, served.get(location)));
        assertEquals("DIGEST_INVALID", refusal(400, served.ask("POST", "/v2/a/blobs/uploads/?digest=" + wrong, bytes)));
        assertEquals("BLOB_UNKNOWN", refusal(404, served.get("/v2/a/blobs/" + wrong)));
        assertEquals("BLOB_UNKNOWN", refusal(404, served.get("/v2/a/blobs/" + Digest.sha256(bytes))));
        assertFalse(served.content.exists(Digest.sha256(bytes)));
        assertEquals(0, served.registry.uploads().count());
    }

    @Test
    void withoutOrWithAStrangeDigestNothingEnds() throws Exception {
        String location = begin("a");
        assertEquals("DIGEST_INVALID", refusal(400, served.ask("PUT", location, NOTHING)));
        assertEquals("DIGEST_INVALID", refusal(400, served.ask("PUT", location + "?digest=md5:1234", NOTHING)));
        expect(204, served.get(location));
    }

    @Test
    void bySha512() throws Exception {
        byte[] bytes = random(100_000);
        String digest = "sha512:"
                + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-512").digest(bytes));
        expect(201, served.ask("PUT", begin("a") + "?digest=" + digest, bytes));
        HttpResponse<byte[]> got = expect(200, served.get("/v2/a/blobs/" + digest));
        assertArrayEquals(bytes, got.body());
        assertEquals(digest, header(got, "Docker-Content-Digest"));
        assertEquals("DIGEST_INVALID", refusal(400, served.ask("PUT", begin("a") + "?digest=" + digest, random(9))));
    }

    @Test
    void cancelled() throws Exception {
        String location = begin("a");
        expect(202, served.ask("PATCH", location, random(1000)));
        expect(204, served.delete(location));
        assertEquals("BLOB_UPLOAD_UNKNOWN", refusal(404, served.get(location)));
        assertEquals("BLOB_UPLOAD_UNKNOWN", refusal(404, served.delete(location)));
    }

    @Test
    void anUploadBelongsToItsRepository() throws Exception {
        String location = begin("a");
        assertEquals("BLOB_UPLOAD_UNKNOWN", refusal(404, served.get(location.replace("/v2/a/", "/v2/b/"))));
    }

    @Test
    void expires() throws Exception {
        String old = begin("a");
        expect(202, served.ask("PATCH", old, random(1000)));
        clock.forward(Duration.ofHours(20));
        String young = begin("a");
        clock.forward(Duration.ofHours(5));
        served.registry.uploads().expire();
        assertEquals("BLOB_UPLOAD_UNKNOWN", refusal(404, served.get(old)));
        expect(204, served.get(young));
        served.close();
        served = Served.in(place, clock);
        assertEquals(1, served.registry.uploads().count());
    }

    @Test
    void oneThatRestsCanBeGoneOnWith() throws Exception {
        byte[] bytes = random(3000);
        String location = begin("a");
        expect(202, chunk("PATCH", location, bytes, 0, 1000));
        clock.forward(Duration.ofMinutes(5));
        served.registry.uploads().expire();
        expect(202, chunk("PATCH", location, bytes, 1000, 3000));
        expect(201, served.ask("PUT", location + "?digest=" + Digest.sha256(bytes), NOTHING));
    }

    @Test
    void mountedFromAnotherRepository() throws Exception {
        byte[] bytes = random(1000);
        Digest digest = served.blob("a", bytes);
        HttpResponse<byte[]> mounted = expect(201, served.post("/v2/b/c/blobs/uploads/?mount=" + digest + "&from=a"));
        assertEquals("/v2/b/c/blobs/" + digest, header(mounted, "Location"));
        assertStored("b/c", bytes, digest);
        expect(201, served.post("/v2/d/blobs/uploads/?mount=" + digest));
        assertStored("d", bytes, digest);
        // Shared, and each repository's own.
        expect(202, served.delete("/v2/a/blobs/" + digest));
        served.registry.collect(Duration.ofHours(1));
        assertStored("d", bytes, digest);
    }

    @Test
    void whatCannotBeMountedIsUploaded() throws Exception {
        Digest digest = served.blob("a", random(1000));
        Digest unknown = Digest.sha256(random(10));
        for (String query :
                List.of("mount=" + digest + "&from=nowhere", "mount=" + unknown + "&from=a", "mount=" + unknown)) {
            String location = header(expect(202, served.post("/v2/b/blobs/uploads/?" + query)), "Location");
            assertTrue(location.startsWith("/v2/b/blobs/uploads/"), location);
            expect(204, served.get(location));
        }
        assertEquals("BLOB_UNKNOWN", refusal(404, served.get("/v2/b/blobs/" + digest)));
    }

    @Test
    void emptyBlob() throws Exception {
        expect(201, served.ask("PUT", begin("a") + "?digest=" + Digest.EMPTY, NOTHING));
        assertEquals(0, expect(200, served.get("/v2/a/blobs/" + Digest.EMPTY)).body().length);
    }
}
