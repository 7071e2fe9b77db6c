package io.sockerless.engine.oci.archive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import io.sockerless.engine.model.image.Digest;
import io.sockerless.engine.model.image.Platform;
import io.sockerless.engine.oci.ContentStore;
import io.sockerless.engine.oci.testing.Layout;
import io.sockerless.engine.oci.testing.RandomImage;
import io.sockerless.engine.oci.testing.StoreFiles;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** OCI image layouts made by hand (image-spec, image-layout.md and image-index.md). */
class OciLayoutTest {
    @TempDir
    Path directory;

    private final Layout layout = new Layout();
    private ContentStore store;

    @BeforeEach
    void open() throws IOException {
        store = ContentStore.open(directory);
    }

    private List<LoadedImage> load(String platform) throws IOException {
        Optional<Platform> wanted = platform.isEmpty() ? Optional.empty() : Optional.of(Platform.parse(platform));
        return new ImageArchiveReader(store).read(new ByteArrayInputStream(layout.tar()), wanted);
    }

    private void refused(String message) throws IOException {
        EngineException e = assertThrows(EngineException.class, () -> load(""));
        assertEquals(message, e.getMessage());
        assertEquals(ErrorKind.INVALID, e.kind());
        assertEquals(Set.of(), StoreFiles.blobs(directory));
        assertEquals(List.of(), StoreFiles.unfinished(directory));
    }

    @Test
    void thePlatformIsChosen() throws IOException {
        RandomImage amd64 = RandomImage.of("amd64", 1, 100);
        RandomImage arm64 = RandomImage.of("arm64", 1, 100);
        RandomImage i386 = RandomImage.of("386", 1, 100);
        Map<String, Object> attestation = Layout.platform(layout.manifest(RandomImage.of(1, 5)), "unknown", "unknown");
        layout.top(
                layout.index(
                        attestation,
                        Layout.platform(layout.manifest(arm64), "linux", "arm64"),
                        Layout.platform(layout.manifest(i386), "linux", "386"),
                        Layout.platform(layout.manifest(amd64), "linux", "amd64")),
                "r.example.com/x:1");
        assertEquals(amd64.id(), load("linux/amd64").getFirst().image().id());
        assertEquals(arm64.id(), load("linux/arm64").getFirst().image().id());
        assertEquals(i386.id(), load("linux/386").getFirst().image().id());
        assertEquals(List.of(), load("linux/s390x"));
        assertEquals("r.example.com/x:1", load("").getFirst().tags().getFirst().familiar());
    }

    @Test
    void manifestsThatAreNotThereAreNotChosen() throws IOException {
        RandomImage arm64 = RandomImage.of("arm64", 1, 100);
        Map<String, Object> elsewhere = Layout.descriptor(Layout.MANIFEST, Digest.sha256("elsewhere"), 100);
        layout.top(
                layout.index(
                        Layout.platform(elsewhere, "linux", "amd64"),
                        Layout.platform(layout.manifest(arm64), "linux", "arm64")),
                "x:1");
        assertEquals(arm64.id(), load("").getFirst().image().id());
    }

    @Test
    void gzipZstdAndPlain() throws IOException {
        RandomImage image = RandomImage.of(3, 1000);
        layout.top(
                layout.manifest(
                        image.config(),
                        layout.layer(
                                "application/vnd.oci.image.layer.v1.tar",
                                image.layers().get(0)),
                        layout.layer(
                                "application/vnd.oci.image.layer.v1.tar+gzip",
                                RandomImage.gzip(image.layers().get(1))),
                        layout.layer(
                                "application/vnd.oci.image.layer.v1.tar+zstd",
                                RandomImage.zstd(image.layers().get(2)))),
                "x:1");
        assertEquals(image.id(), load("").getFirst().image().id());
        assertEquals(4, StoreFiles.blobs(directory).size());
    }

    @Test
    void anImageWithoutANameAndOneWithTwo() throws IOException {
        RandomImage image = RandomImage.of(1, 10);
        layout.top(layout.manifest(image), "");
        layout.top(layout.manifest(image), "x:1");
        layout.top(layout.manifest(image), "y:1");
        List<LoadedImage> loaded = load("");
        assertEquals(1, loaded.size());
        assertEquals(
                List.of("x:1", "y:1"),
                loaded.getFirst().tags().stream().map(t -> t.familiar()).toList());
    }

    @Test
    void anArtifactIsNoImage() throws IOException {
        Map<String, Object> chart = layout.manifest(
                "application/vnd.cncf.helm.config.v1+json",
                "{}".getBytes(),
                layout.layer("application/x", new byte[9]));
        layout.top(chart, "chart:1");
        assertEquals(List.of(), load(""));
    }

    @Test
    void unknownTypesAreRefusedByName() throws IOException {
        RandomImage image = RandomImage.of(1, 10);
        layout.top(
                layout.manifest(
                        image.config(),
                        layout.layer(
                                "application/vnd.oci.image.layer.v1.tar+encrypted",
                                image.layers().getFirst())),
                "x:1");
        refused("unsupported media type \"application/vnd.oci.image.layer.v1.tar+encrypted\"");
    }

    @Test
    void anUnknownManifestIsRefusedByName() throws IOException {
        layout.top(layout.blob("application/vnd.example+json", "{}".getBytes()), "x:1");
        refused("unsupported media type \"application/vnd.example+json\"");
    }

    @Test
    void everyDigestIsChecked() throws IOException {
        for (String victim : List.of("layer", "config", "manifest")) {
            Layout bad = new Layout();
            RandomImage image = RandomImage.of(1, 10);
            Map<String, Object> manifest = bad.manifest(image);
            String digest = switch (victim) {
                case "layer" -> image.diffId(0).hex();
                case "config" -> image.id().hex();
                default -> manifest.get("digest").toString().substring(7);
            };
            byte[] lie = ("a lie in place of the " + victim).getBytes();
            bad.top(manifest, "x:1").replace(digest, lie);
            EngineException e = assertThrows(
                    EngineException.class,
                    () -> new ImageArchiveReader(store).read(new ByteArrayInputStream(bad.tar())));
            assertEquals(
                    "invalid archive: content of sha256:" + digest + " has the digest " + Digest.sha256(lie),
                    e.getMessage());
            assertEquals(Set.of(), StoreFiles.blobs(directory));
            assertEquals(List.of(), StoreFiles.unfinished(directory));
        }
    }

    @Test
    void aLayerOfAnotherImage() throws IOException {
        RandomImage image = RandomImage.of(1, 10);
        RandomImage other = RandomImage.of(1, 10);
        layout.top(
                layout.manifest(
                        image.config(),
                        layout.layer(
                                "application/vnd.oci.image.layer.v1.tar",
                                other.layers().getFirst())),
                "x:1");
        refused("invalid diffID for layer 0: expected \"" + image.diffId(0) + "\", got \"" + other.diffId(0) + "\"");
    }

    @Test
    void indexesWithinIndexes() throws IOException {
        RandomImage image = RandomImage.of(1, 10);
        Map<String, Object> at = layout.manifest(image);
        for (int i = 0; i < 3; i++) {
            at = layout.index(at);
        }
        layout.top(at, "x:1");
        assertEquals(image.id(), load("").getFirst().image().id());
        layout.top(layout.index(layout.index(at)), "y:1");
        EngineException e = assertThrows(EngineException.class, () -> load(""));
        assertEquals("invalid archive: indexes are nested too deep", e.getMessage());
    }

    @Test
    void otherDigestAlgorithms() throws IOException {
        Map<String, Object> descriptor = new java.util.LinkedHashMap<>(layout.manifest(RandomImage.of(1, 10)));
        descriptor.put("digest", "sha512:" + "a".repeat(128));
        layout.top(descriptor, "x:1");
        layout.file("blobs/sha512/" + "a".repeat(128), "{}".getBytes());
        refused("unsupported digest algorithm sha512");
    }
}
