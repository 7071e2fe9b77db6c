package io.sockerless.frontends.registry;

import static io.sockerless.frontends.registry.Served.expect;
import static io.sockerless.frontends.registry.Served.header;
import static io.sockerless.frontends.registry.Served.random;
import static io.sockerless.frontends.registry.Served.refusal;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sockerless.engine.model.image.Digest;
import io.sockerless.engine.oci.MediaTypes;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Reading blobs and manifests. */
class PullTest {
    private static final byte[] NOTHING = {};

    @TempDir
    Path place;

    private Served served;

    @BeforeEach
    void serve() throws Exception {
        served = Served.in(place);
    }

    @AfterEach
    void close() {
        served.close();
    }

    @Test
    void aBlobAndItsHead() throws Exception {
        byte[] bytes = random(2_000_000);
        Digest digest = served.blob("a", bytes);
        HttpResponse<byte[]> head = expect(200, served.ask("HEAD", "/v2/a/blobs/" + digest, NOTHING));
        assertEquals("2000000", header(head, "Content-Length"));
        assertEquals(digest.toString(), header(head, "Docker-Content-Digest"));
        HttpResponse<byte[]> got = expect(200, served.get("/v2/a/blobs/" + digest));
        assertArrayEquals(bytes, got.body());
        assertEquals("application/octet-stream", header(got, "Content-Type"));
        assertEquals("registry/2.0", header(got, "Docker-Distribution-API-Version"));
        expect(304, served.get("/v2/a/blobs/" + digest, "If-None-Match", header(got, "ETag")));
        assertEquals("BLOB_UNKNOWN", refusal(404, served.get("/v2/b/blobs/" + digest)));
    }

    @ParameterizedTest
    @CsvSource({
        "bytes=0-0, 0, 0",
        "bytes=500-1499, 500, 1499",
        "bytes=900-, 900, 99999",
        "bytes=-7, 99993, 99999",
        "bytes=-200000, 0, 99999",
        "bytes=99999-200000, 99999, 99999"
    })
    void aPartOfABlob(String range, int first, int last) throws Exception {
        byte[] bytes = random(100_000);
        HttpResponse<byte[]> part = expect(206, served.get("/v2/a/blobs/" + served.blob("a", bytes), "Range", range));
        assertArrayEquals(Arrays.copyOfRange(bytes, first, last + 1), part.body());
        assertEquals("bytes " + first + "-" + last + "/100000", header(part, "Content-Range"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=100000-", "bytes=5-2", "bytes=-0"})
    void aPartThatIsNotThere(String range) throws Exception {
        HttpResponse<byte[]> refused = served.get("/v2/a/blobs/" + served.blob("a", random(100_000)), "Range", range);
        refusal(416, refused);
        assertEquals("bytes */100000", header(refused, "Content-Range"));
    }

    @Test
    void whatIsNoRangeOrOfAnotherBlobGetsAll() throws Exception {
        byte[] bytes = random(1000);
        String target = "/v2/a/blobs/" + served.blob("a", bytes);
        assertArrayEquals(
                bytes, expect(200, served.get(target, "Range", "lines=1-2")).body());
        assertArrayEquals(
                bytes, expect(200, served.get(target, "Range", "bytes=0-1,5-6")).body());
        assertArrayEquals(
                bytes,
                expect(200, served.get(target, "Range", "bytes=0-1", "If-Range", "\"other\""))
                        .body());
    }

    /** More of them than the machine has processors: they wait for nobody but themselves. */
    @Test
    void slowReadersHoldNobodyAndGetItAll() throws Exception {
        byte[] bytes = random(16 << 20);
        String target = "/v2/a/blobs/" + served.blob("a", bytes);
        List<Socket> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 40; i++) {
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), served.port());
                slow.add(socket);
                String request = "GET " + target + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
                socket.getOutputStream().write(Served.bytes(request));
                // The head is here, so the body is on its way, and stuck.
                assertEquals('H', socket.getInputStream().read());
            }
            assertArrayEquals(bytes, expect(200, served.get(target)).body());
            for (Socket socket : slow) {
                byte[] all = socket.getInputStream().readAllBytes();
                assertArrayEquals(bytes, Arrays.copyOfRange(all, all.length - bytes.length, all.length));
            }
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    @Test
    void aManifestByTagAndByDigest() throws Exception {
        byte[] manifest = served.image("team/app", "v1");
        Digest digest = Digest.sha256(manifest);
        for (String reference : new String[] {"v1", digest.toString()}) {
            String target = "/v2/team/app/manifests/" + reference;
            HttpResponse<byte[]> got = expect(200, served.get(target, "Accept", MediaTypes.OCI_MANIFEST));
            assertArrayEquals(manifest, got.body());
            assertEquals(MediaTypes.OCI_MANIFEST, header(got, "Content-Type"));
            assertEquals(digest.toString(), header(got, "Docker-Content-Digest"));
            HttpResponse<byte[]> head = expect(200, served.ask("HEAD", target, NOTHING));
            assertEquals(Integer.toString(manifest.length), header(head, "Content-Length"));
        }
    }

    @Test
    void clientsOfImagesGetTheOneOfAnIndex() throws Exception {
        byte[] arm = served.image("a", "arm");
        byte[] amd = served.image("a", "amd");
        byte[] index = Served.bytes("""
            {"schemaVersion": 2, "mediaType": "%s", "manifests": [
              {"mediaType": "%2$s", "digest": "%3$s", "size": %4$d, "platform": {"os": "linux", "architecture": "arm64"}},
              {"mediaType": "%2$s", "digest": "%5$s", "size": %6$d, "platform": {"os": "linux", "architecture": "amd64"}}]}
            """.formatted(
                        MediaTypes.OCI_INDEX,
                        MediaTypes.OCI_MANIFEST,
                        Digest.sha256(arm),
                        arm.length,
                        Digest.sha256(amd),
                        amd.length));
        expect(201, served.manifest("a", "all", MediaTypes.OCI_INDEX, index));
        String target = "/v2/a/manifests/all";
        String both = MediaTypes.OCI_INDEX + ", " + MediaTypes.OCI_MANIFEST + ";q=0.5";
        assertArrayEquals(index, expect(200, served.get(target, "Accept", both)).body());
        assertArrayEquals(index, expect(200, served.get(target)).body());
        HttpResponse<byte[]> image = expect(200, served.get(target, "Accept", MediaTypes.OCI_MANIFEST));
        assertArrayEquals(amd, image.body());
        assertEquals(Digest.sha256(amd).toString(), header(image, "Docker-Content-Digest"));
        assertEquals("MANIFEST_UNKNOWN", refusal(404, served.get(target, "Accept", MediaTypes.DOCKER_MANIFEST)));
    }

    @Test
    void whatIsNotThere() throws Exception {
        served.image("a", "v1");
        for (String reference : new String[] {"v2", Digest.sha256("x").toString(), ".bad", "sha256:12"}) {
            assertEquals("MANIFEST_UNKNOWN", refusal(404, served.get("/v2/a/manifests/" + reference)));
        }
        assertEquals("MANIFEST_UNKNOWN", refusal(404, served.get("/v2/b/manifests/v1")));
        assertEquals("DIGEST_INVALID", refusal(400, served.get("/v2/a/blobs/sha256:12")));
        assertEquals("NAME_UNKNOWN", refusal(404, served.get("/v2/b/tags/list")));
        refusal(404, served.get("/"));
        refusal(404, served.get("/v2/a/other/thing"));
        assertEquals("UNSUPPORTED", refusal(405, served.post("/v2/a/manifests/v1")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"A", "-a", "a-", "a/../b", "a//b", "a.", "a...b", "a___b", "%22", "a%0d%0ab", "a/"})
    void namesOutsideOfTheGrammar(String name) throws Exception {
        assertEquals("NAME_INVALID", refusal(400, served.get("/v2/" + name + "/tags/list")));
        assertEquals("NAME_INVALID", refusal(400, served.post("/v2/" + name + "/blobs/uploads/")));
    }

    @Test
    void namesWithinTheGrammar() throws Exception {
        for (String name :
                new String[] {"a", "a.b", "a__b/c_d", "a---b", "blobs/uploads", "manifests/x", "a/tags/list"}) {
            byte[] manifest = served.image(name, "v1");
            assertArrayEquals(
                    manifest,
                    expect(200, served.get("/v2/" + name + "/manifests/v1")).body());
        }
        String longest = "a".repeat(255);
        served.image(longest, "v1");
        assertEquals("NAME_INVALID", refusal(400, served.get("/v2/" + longest + "a/tags/list")));
    }
}
