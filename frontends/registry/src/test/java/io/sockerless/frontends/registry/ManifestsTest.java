package io.sockerless.frontends.registry;

import static io.sockerless.frontends.registry.Served.bytes;
import static io.sockerless.frontends.registry.Served.expect;
import static io.sockerless.frontends.registry.Served.header;
import static io.sockerless.frontends.registry.Served.json;
import static io.sockerless.frontends.registry.Served.random;
import static io.sockerless.frontends.registry.Served.refusal;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sockerless.engine.model.image.Digest;
import io.sockerless.engine.oci.MediaTypes;
import io.sockerless.engine.oci.OciJson;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pushing, listing and deleting manifests. */
class ManifestsTest {
    private static final String SBOM = "application/vnd.example.sbom";

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

    private String put(int status, String type, String manifest) throws Exception {
        return refusal(status, served.manifest("a", "v1", type, bytes(manifest)));
    }

    @Test
    void anyTypeIsKeptByteForByte() throws Exception {
        for (byte[] manifest : List.of(bytes("{\"a\" : [ 1,2 ] }\n"), random(5000), bytes("<xml/>"))) {
            HttpResponse<byte[]> put = expect(201, served.manifest("a", "x", "application/vnd.example.x", manifest));
            assertEquals("/v2/a/manifests/" + Digest.sha256(manifest), header(put, "Location"));
            HttpResponse<byte[]> got = expect(200, served.get("/v2/a/manifests/x"));
            assertArrayEquals(manifest, got.body());
            assertEquals("application/vnd.example.x", header(got, "Content-Type"));
        }
        served.close();
        served = Served.in(place);
        assertArrayEquals(
                bytes("<xml/>"), expect(200, served.get("/v2/a/manifests/x")).body());
    }

    @Test
    void whatAnImageNeedsMustBeHere() throws Exception {
        Digest here = served.blob("a", bytes("{}"));
        Digest elsewhere = served.blob("b", random(10));
        byte[] missing = Served.image(here, 2, elsewhere, 10);
        assertEquals(
                "MANIFEST_BLOB_UNKNOWN", refusal(404, served.manifest("a", "v1", MediaTypes.OCI_MANIFEST, missing)));
        assertEquals("NAME_UNKNOWN", refusal(404, served.get("/v2/c/tags/list")));
        expect(404, served.get("/v2/a/manifests/v1"));
        String foreign = new String(missing, java.nio.charset.StandardCharsets.UTF_8)
                .replace(MediaTypes.OCI_LAYER, "application/vnd.oci.image.layer.nondistributable.v1.tar");
        expect(201, served.manifest("a", "v1", MediaTypes.OCI_MANIFEST, bytes(foreign)));
        String index = "{\"schemaVersion\":2,\"manifests\":[{\"digest\":\"" + Digest.sha256("no") + "\",\"size\":2}]}";
        assertEquals("MANIFEST_BLOB_UNKNOWN", put(404, MediaTypes.OCI_INDEX, index));
    }

    @Test
    void whatIsNoManifest() throws Exception {
        String config = "\"config\":{\"digest\":\"" + served.blob("a", bytes("{}")) + "\",\"size\":2}";
        for (String bad : List.of(
                "",
                "[]",
                "{",
                "{}",
                "{\"schemaVersion\":1," + config + ",\"layers\":[]}",
                "{\"schemaVersion\":2,\"layers\":[]}",
                "{\"schemaVersion\":2," + config + "}",
                "{\"schemaVersion\":2," + config + ",\"layers\":[{\"digest\":\"sha256:1\"}]}",
                // One document, two meanings.
                "{\"schemaVersion\":2," + config + ",\"layers\":[],\"manifests\":[]}",
                "{\"schemaVersion\":2,\"mediaType\":\"" + MediaTypes.OCI_INDEX + "\"," + config + ",\"layers\":[]}")) {
            assertEquals("MANIFEST_INVALID", put(400, MediaTypes.OCI_MANIFEST, bad), bad);
        }
        expect(
                201,
                served.manifest(
                        "a",
                        "v1",
                        MediaTypes.OCI_MANIFEST,
                        bytes("{\"schemaVersion\":2," + config + ",\"layers\":[]}")));
    }

    @Test
    void limits() throws Exception {
        byte[] most = bytes("\"" + "x".repeat((4 << 20) - 2) + "\"");
        expect(201, served.manifest("a", "v1", "application/vnd.example.x", most));
        byte[] more = bytes("\"" + "x".repeat((4 << 20) - 1) + "\"");
        assertEquals("MANIFEST_INVALID", refusal(413, served.manifest("a", "v1", "application/vnd.example.x", more)));
        byte[] small = bytes("{}");
        expect(201, served.manifest("a", "a" + ".".repeat(127), "application/vnd.example.x", small));
        for (String tag : List.of("a".repeat(129), ".a", "-a", "a%20b", "%C3%A4")) {
            assertEquals(
                    "MANIFEST_INVALID", refusal(400, served.manifest("a", tag, "application/vnd.example.x", small)));
        }
        assertEquals(
                "DIGEST_INVALID",
                refusal(400, served.manifest("a", Digest.sha256("x").toString(), "application/vnd.example.x", small)));
    }

    @Test
    void tagsInPages() throws Exception {
        TreeSet<String> tags = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        for (String tag : List.of("v1", "V2", "v10", "_x", "latest", "Beta", "alpha")) {
            expect(201, served.manifest("a/b", tag, "application/vnd.example.x", bytes("{}")));
            tags.add(tag);
        }
        assertEquals(List.copyOf(tags), OciJson.strings(json(served.get("/v2/a/b/tags/list")), "tags"));
        List<String> found = new ArrayList<>();
        String next = "/v2/a/b/tags/list?n=3";
        int pages = 0;
        for (; !next.isEmpty(); pages++) {
            HttpResponse<byte[]> page = expect(200, served.get(next));
            found.addAll(OciJson.strings(json(page), "tags"));
            next = header(page, "Link").replaceAll("<(.*)>; rel=\"next\"", "$1");
        }
        assertEquals(List.copyOf(tags), found);
        assertEquals(3, pages);
        assertEquals(List.of(), OciJson.strings(json(served.get("/v2/a/b/tags/list?n=0")), "tags"));
        assertEquals("PAGINATION_NUMBER_INVALID", refusal(400, served.get("/v2/a/b/tags/list?n=-1")));
    }

    @Test
    void repositoriesInPages() throws Exception {
        for (String name : List.of("b", "a/z", "c")) {
            served.image(name, "v1");
        }
        HttpResponse<byte[]> first = expect(200, served.get("/v2/_catalog?n=2"));
        assertEquals(List.of("a/z", "b"), OciJson.strings(json(first), "repositories"));
        assertEquals("</v2/_catalog?n=2&last=b>; rel=\"next\"", header(first, "Link"));
        assertEquals(List.of("c"), OciJson.strings(json(served.get("/v2/_catalog?n=2&last=b")), "repositories"));
    }

    private Digest about(Digest subject, String type, String note) throws Exception {
        Digest empty = served.blob("a", bytes("{}"));
        byte[] manifest = bytes("""
            {"schemaVersion":2,"mediaType":"%s","artifactType":"%s","annotations":{"note":"%s"},
             "config":{"mediaType":"application/vnd.oci.empty.v1+json","digest":"%s","size":2},"layers":[],
             "subject":{"mediaType":"%1$s","digest":"%5$s","size":7}}""".formatted(MediaTypes.OCI_MANIFEST, type, note, empty, subject));
        HttpResponse<byte[]> put = expect(
                201, served.manifest("a", Digest.sha256(manifest).toString(), MediaTypes.OCI_MANIFEST, manifest));
        assertEquals(subject.toString(), header(put, "OCI-Subject"));
        return Digest.sha256(manifest);
    }

    @Test
    void referrers() throws Exception {
        Digest subject = Digest.sha256("not pushed yet");
        String target = "/v2/a/referrers/" + subject;
        assertEquals(List.of(), OciJson.objects(json(expect(200, served.get(target))), "manifests"));
        Digest sbom = about(subject, SBOM, "one");
        Digest signature = about(subject, "application/vnd.example.signature", "two");
        about(Digest.sha256("other"), SBOM, "three");
        served.close();
        served = Served.in(place);
        HttpResponse<byte[]> all = expect(200, served.get(target));
        assertEquals(MediaTypes.OCI_INDEX, header(all, "Content-Type"));
        List<Map<String, Object>> found = OciJson.objects(json(all), "manifests");
        assertEquals(2, found.size());
        HttpResponse<byte[]> some = expect(200, served.get(target + "?artifactType=" + SBOM));
        assertEquals("artifactType", header(some, "OCI-Filters-Applied"));
        List<Map<String, Object>> one = OciJson.objects(json(some), "manifests");
        assertEquals(1, one.size());
        assertEquals(sbom.toString(), one.getFirst().get("digest"));
        assertEquals(SBOM, one.getFirst().get("artifactType"));
        assertEquals(Map.of("note", "one"), one.getFirst().get("annotations"));
        expect(202, served.delete("/v2/a/manifests/" + sbom));
        List<Map<String, Object>> left = OciJson.objects(json(expect(200, served.get(target))), "manifests");
        assertEquals(
                List.of(signature.toString()),
                left.stream().map(d -> d.get("digest")).toList());
        assertEquals("DIGEST_INVALID", refusal(400, served.get("/v2/a/referrers/latest")));
    }

    @Test
    void manyReferrersComeInPagesNoLongerThanAManifest() throws Exception {
        Digest subject = Digest.sha256("popular");
        TreeSet<String> pushed = new TreeSet<>();
        for (int i = 0; i < 5; i++) {
            pushed.add(about(subject, SBOM, i + "x".repeat(1 << 20)).toString());
        }
        List<String> found = new ArrayList<>();
        int pages = 0;
        for (String next = "/v2/a/referrers/" + subject + "?artifactType=" + SBOM; !next.isEmpty(); pages++) {
            HttpResponse<byte[]> page = expect(200, served.get(next));
            assertEquals(true, page.body().length <= 4 << 20);
            OciJson.objects(json(page), "manifests").forEach(d -> found.add(OciJson.string(d, "digest")));
            next = header(page, "Link").replaceAll("<(.*)>; rel=\"next\"", "$1");
        }
        assertEquals(2, pages);
        assertEquals(List.copyOf(pushed), found);
    }

    @Test
    void deletion() throws Exception {
        byte[] manifest = served.image("a", "v1");
        Digest digest = Digest.sha256(manifest);
        expect(201, served.manifest("a", "v2", MediaTypes.OCI_MANIFEST, manifest));
        expect(202, served.delete("/v2/a/manifests/v1"));
        assertEquals("MANIFEST_UNKNOWN", refusal(404, served.get("/v2/a/manifests/v1")));
        expect(200, served.get("/v2/a/manifests/v2"));
        expect(202, served.delete("/v2/a/manifests/" + digest));
        assertEquals("MANIFEST_UNKNOWN", refusal(404, served.get("/v2/a/manifests/v2")));
        assertEquals("MANIFEST_UNKNOWN", refusal(404, served.delete("/v2/a/manifests/" + digest)));
        assertEquals("MANIFEST_UNKNOWN", refusal(404, served.delete("/v2/a/manifests/v2")));
        served.close();
        served = Served.in(place);
        assertEquals(List.of(), OciJson.strings(json(served.get("/v2/a/tags/list")), "tags"));
        assertEquals("MANIFEST_UNKNOWN", refusal(404, served.get("/v2/a/manifests/" + digest)));
    }
}
