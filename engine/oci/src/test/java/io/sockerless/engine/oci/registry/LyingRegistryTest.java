package io.sockerless.engine.oci.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import io.sockerless.engine.model.image.Digest;
import io.sockerless.engine.model.image.Platform;
import io.sockerless.engine.oci.Layer;
import io.sockerless.engine.oci.LayerSink;
import io.sockerless.engine.oci.OciJson;
import io.sockerless.engine.oci.ProgressListener;
import io.sockerless.engine.oci.testing.FakeRegistry;
import io.sockerless.engine.oci.testing.FakeRegistry.Reply;
import io.sockerless.engine.oci.testing.Layout;
import io.sockerless.engine.oci.testing.RandomImage;
import io.sockerless.engine.oci.testing.StoreFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Registries that give something else than they promised. */
@Timeout(60)
class LyingRegistryTest {
    private static final String OCI_LAYER = "application/vnd.oci.image.layer.v1.tar";

    @TempDir
    Path directory;

    private final RandomImage image = RandomImage.of(1, 5000);
    private FakeRegistry registry;
    private Registries client;
    private Digest manifest;

    @BeforeEach
    void open() throws IOException {
        registry = new FakeRegistry();
        client = new Registries(directory);
        manifest = registry.image("x", "1", image);
    }

    @AfterEach
    void close() throws IOException {
        StoreFiles.blobs(directory); // whatever there is has its right digest
        assertFalse(client.store.exists(Digest.sha256("lie")));
        client.close();
        registry.close();
    }

    private EngineException refused(ErrorKind kind, String message) {
        EngineException e = assertThrows(EngineException.class, () -> client.pull(registry.domain() + "/x:1"));
        assertEquals(message, e.getMessage());
        assertEquals(kind, e.kind());
        return e;
    }

    private void blob(Digest digest, byte[] bytes) {
        registry.blob("x", digest.toString(), bytes);
    }

    /** Serves a manifest that is made of these. */
    private void serve(Object config, Object layers) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("schemaVersion", 2);
        json.put("mediaType", Layout.MANIFEST);
        json.put("config", config);
        json.put("layers", layers);
        registry.manifest("x", "1", Layout.MANIFEST, OciJson.bytes(json));
    }

    private Map<String, Object> config(long size) {
        return Layout.descriptor("application/vnd.oci.image.config.v1+json", image.id(), size);
    }

    private Map<String, Object> layer(long size) {
        return Layout.descriptor(OCI_LAYER, image.diffId(0), size);
    }

    @Test
    void honestAtFirst() throws IOException {
        client.check(image, client.pull(registry.domain() + "/x:1").image());
    }

    @Test
    void anotherLayer() throws IOException {
        byte[] lie = image.layers().getFirst().clone();
        lie[600] ^= 1;
        blob(image.diffId(0), lie);
        refused(ErrorKind.INVALID, "filesystem layer verification failed for digest " + image.diffId(0));
        assertEquals(List.of(), StoreFiles.unfinished(directory));
    }

    @Test
    void anotherConfig() throws IOException {
        blob(image.id(), "x".repeat(image.config().length).getBytes());
        refused(ErrorKind.INVALID, "image config verification failed for digest " + image.id());
        assertEquals(List.of(), StoreFiles.unfinished(directory));
    }

    @Test
    void anotherManifest() {
        registry.on(
                "/v2/x/manifests/" + manifest,
                _ -> new Reply(200, Map.of("Content-Type", Layout.MANIFEST), "{}".getBytes()));
        EngineException e =
                assertThrows(EngineException.class, () -> client.pull(registry.domain() + "/x@" + manifest));
        assertEquals("manifest verification failed for digest " + manifest, e.getMessage());
        assertEquals(ErrorKind.INVALID, e.kind());
    }

    /** The layer has the digest that the manifest says, but is not the one that the config was made with. */
    @Test
    void aLayerOfAnotherImage() {
        RandomImage other = RandomImage.of(1, 77);
        blob(other.diffId(0), other.layers().getFirst());
        serve(
                config(image.config().length),
                List.of(Layout.descriptor(
                        OCI_LAYER, other.diffId(0), other.layers().getFirst().length)));
        List<Layer> kept = new ArrayList<>();
        LayerSink sink = new LayerSink() {
            @Override
            public boolean has(Layer layer) {
                return false;
            }

            @Override
            public void apply(List<Layer> below, Layer layer, InputStream tar, ProgressListener progress)
                    throws IOException {
                tar.readAllBytes();
                kept.add(layer);
            }
        };
        EngineException e = assertThrows(
                EngineException.class,
                () -> client.pull(
                        registry.domain() + "/x:1", AuthConfig.none(), Optional.empty(), Optional.empty(), sink));
        assertEquals(
                "layers from manifest don't match image configuration: expected " + image.diffId(0) + ", got "
                        + other.diffId(0),
                e.getMessage());
        assertEquals(List.of(), kept);
    }

    @Test
    void moreLayersThanTheConfigSays() {
        serve(config(image.config().length), List.of(layer(1), layer(1)));
        refused(ErrorKind.INVALID, "layers from manifest don't match image configuration");
    }

    /** It is asked a few times for what it said was there, not for ever. */
    @Test
    void lessThanPromised() {
        serve(config(image.config().length), List.of(layer(image.layers().getFirst().length + 100)));
        registry.on("/v2/x/blobs/" + image.diffId(0), request -> {
            boolean resumed = request.headers().containsKey("Range");
            return resumed
                    ? Reply.of(416, "")
                    : new Reply(200, Map.of(), image.layers().getFirst());
        });
        refused(ErrorKind.INTERNAL, "unexpected EOF");
        assertTrue(registry.requests().size() < 20, registry.requests().size() + " requests");
    }

    @Test
    void moreThanPromised() {
        serve(config(image.config().length), List.of(layer(100)));
        refused(ErrorKind.INVALID, "filesystem layer verification failed for digest " + image.diffId(0));
    }

    @Test
    void anotherRange() throws IOException {
        try (var begun = client.store.resume(image.diffId(0).hex())) {
            begun.write(image.layers().getFirst(), 0, 100);
        }
        registry.on(
                "/v2/x/blobs/" + image.diffId(0),
                request -> request.headers().containsKey("Range")
                        ? new Reply(206, Map.of("Content-Range", "bytes 0-99/5000"), new byte[100])
                        : new Reply(200, Map.of(), image.layers().getFirst()));
        client.check(image, client.pull(registry.domain() + "/x:1").image());
    }

    @Test
    void sizesThatAreNone() {
        serve(config(-1), List.of(layer(1)));
        refused(ErrorKind.INVALID, "negative size in descriptor of " + image.id());
        serve(config(1L << 40), List.of(layer(1)));
        refused(ErrorKind.INVALID, "image config is longer than 8388608 bytes");
        serve(Map.of("digest", image.id().toString()), List.of());
        refused(ErrorKind.INVALID, "descriptor of " + image.id() + " has no size");
        serve(config(image.config().length), List.of(Map.of("digest", "sha256:../../../etc/passwd", "size", 1)));
        refused(ErrorKind.INVALID, "invalid checksum digest length");
    }

    @Test
    void documentsThatAreTooMuch() {
        registry.manifest("x", "1", Layout.MANIFEST, new byte[(4 << 20) + 1]);
        refused(ErrorKind.INVALID, "manifest is longer than 4194304 bytes");
        registry.manifest("x", "1", Layout.MANIFEST, ("{\"layers\":" + "[".repeat(1 << 20)).getBytes());
        assertThrows(EngineException.class, () -> client.pull(registry.domain() + "/x:1"));
        registry.manifest("x", "1", Layout.MANIFEST, ("{\"layers\":[" + "{},".repeat(1 << 20) + "{}]}").getBytes());
        assertThrows(EngineException.class, () -> client.pull(registry.domain() + "/x:1"));
    }

    @Test
    void typesThatAreUnknown() {
        serve(
                config(image.config().length),
                List.of(Layout.descriptor("application/vnd.x+encrypted", image.diffId(0), 5)));
        refused(ErrorKind.INVALID, "unsupported media type \"application/vnd.x+encrypted\"");
        serve(Layout.descriptor("application/vnd.docker.plugin.v1+json", image.id(), 5), List.of());
        refused(
                ErrorKind.INVALID,
                "Encountered remote \"application/vnd.docker.plugin.v1+json\"(plugin) when fetching");
        serve(Layout.descriptor("application/vnd.helm", image.id(), 5), List.of());
        refused(ErrorKind.INVALID, "Encountered remote \"application/vnd.helm\"(unknown) when fetching");
        registry.manifest("x", "1", "text/html", "<html>".getBytes());
        refused(ErrorKind.INVALID, "unsupported media type \"text/html\"");
        registry.manifest("x", "1", "application/vnd.docker.distribution.manifest.v1+prettyjws", "{}".getBytes());
        assertTrue(assertThrows(EngineException.class, () -> client.pull(registry.domain() + "/x:1"))
                .getMessage()
                .startsWith("Docker Image Format v1 and Docker Image manifest version 2, schema 1 are not supported."));
    }

    @Test
    void oneThingInTheHeaderAnotherInTheDocument() {
        Layout layout = new Layout();
        layout.manifest(image);
        byte[] json = layout.files().sequencedValues().getLast();
        registry.manifest("x", "1", "application/vnd.docker.distribution.manifest.v2+json", json);
        refused(
                ErrorKind.INVALID,
                "mediaType in manifest should be 'application/vnd.docker.distribution.manifest.v2+json' not '"
                        + Layout.MANIFEST + "'");
    }

    @Test
    void noTypeInTheHeader() throws IOException {
        Layout layout = new Layout();
        layout.manifest(image);
        byte[] json = layout.files().sequencedValues().getLast();
        registry.on("/v2/x/manifests/1", _ -> new Reply(200, Map.of(), json));
        client.check(image, client.pull(registry.domain() + "/x:1").image());
    }

    @Test
    void thePlatformIsChosenFromAnIndex() throws IOException {
        Layout layout = new Layout();
        RandomImage arm64 = RandomImage.of("arm64", 1, 10);
        Map<String, Object> one = Layout.platform(layout.manifest(RandomImage.of(1, 5)), "unknown", "unknown");
        Map<String, Object> two = Layout.platform(layout.manifest(arm64), "linux", "arm64");
        Map<String, Object> three = Layout.platform(layout.manifest(image), "linux", "amd64");
        layout.index(one, two, three);
        byte[] index = layout.files().sequencedValues().getLast();
        layout.files().forEach((name, bytes) -> {
            String digest = name.replace("blobs/sha256/", "sha256:");
            registry.blob("x", digest, bytes).manifest("x", digest, Layout.MANIFEST, bytes);
        });
        registry.manifest("x", "1", "application/vnd.oci.image.index.v1+json", index);
        String name = registry.domain() + "/x:1";
        PulledImage pulled = client.pull(
                name,
                AuthConfig.none(),
                Optional.of(Platform.parse("linux/amd64")),
                Optional.empty(),
                LayerSink.none());
        client.check(image, pulled.image());
        assertEquals(Digest.sha256(index), pulled.manifest().digest(), "the digest that is shown is the index's");
        client.check(
                arm64,
                client.pull(
                                name,
                                AuthConfig.none(),
                                Optional.of(Platform.parse("linux/arm64")),
                                Optional.empty(),
                                LayerSink.none())
                        .image());
        EngineException e = assertThrows(
                EngineException.class,
                () -> client.pull(
                        name,
                        AuthConfig.none(),
                        Optional.of(Platform.parse("linux/s390x")),
                        Optional.empty(),
                        LayerSink.none()));
        assertEquals("no matching manifest for linux/s390x in the manifest list entries", e.getMessage());
        assertEquals(ErrorKind.NOT_FOUND, e.kind());
    }

    @Test
    void troubleThatPasses() throws IOException {
        AtomicInteger asked = new AtomicInteger();
        byte[] layer = image.layers().getFirst();
        registry.on(
                "/v2/x/blobs/" + image.diffId(0),
                _ -> asked.incrementAndGet() < 4
                        ? Reply.of(503, "<html>busy</html>")
                        : new Reply(200, Map.of(), layer));
        client.check(image, client.pull(registry.domain() + "/x:1").image());
        assertEquals(4, asked.get());
    }

    @Test
    void troubleThatStays() {
        AtomicInteger asked = new AtomicInteger();
        registry.on("/v2/x/blobs/" + image.diffId(0), _ -> {
            asked.incrementAndGet();
            return Reply.of(500, "x".repeat(1 << 20));
        });
        refused(ErrorKind.INTERNAL, "received unexpected HTTP status: 500 Internal Server Error");
        assertEquals(5, asked.get());
        registry.on(
                "/v2/x/manifests/1",
                _ -> Reply.of(429, "{\"errors\":[{\"code\":\"TOOMANYREQUESTS\",\"message\":\"slow down\"}]}"));
        refused(ErrorKind.INTERNAL, "toomanyrequests: slow down");
        registry.on("/v2/x/manifests/1", _ -> Reply.of(403, "nope"));
        refused(
                ErrorKind.INTERNAL,
                "error parsing HTTP 403 response body: invalid character 'o' in literal null (expecting 'u'): \"nope\"");
        registry.on(
                "/v2/x/manifests/1",
                _ -> Reply.of(404, "{\"errors\":[{\"code\":\"NAME_UNKNOWN\",\"message\":\"not here\"}]}"));
        refused(ErrorKind.NOT_FOUND, "repository " + registry.domain() + "/x not found: name unknown: not here");
    }

    @Test
    void aMirrorThatFailsIsPassedBy() throws IOException {
        RandomImage official = RandomImage.of(1, 20);
        try (FakeRegistry good = new FakeRegistry();
                FakeRegistry bad = new FakeRegistry();
                Registries mirrored = new Registries(
                        directory.resolve("mirrored"),
                        List.of(java.net.URI.create(bad.url("")), java.net.URI.create(good.url("/"))))) {
            good.image("library/thing", "latest", official);
            mirrored.check(official, mirrored.pull("thing").image());
            assertFalse(bad.requests().isEmpty());
        }
    }
}
