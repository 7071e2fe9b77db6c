package io.sockerless.engine.oci.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import io.sockerless.engine.model.image.ImageReference;
import io.sockerless.engine.model.image.Platform;
import io.sockerless.engine.oci.Descriptor;
import io.sockerless.engine.oci.Image;
import io.sockerless.engine.oci.Layer;
import io.sockerless.engine.oci.LayerSink;
import io.sockerless.engine.oci.MediaTypes;
import io.sockerless.engine.oci.ProgressListener;
import io.sockerless.engine.oci.testing.LocalRegistry;
import io.sockerless.engine.oci.testing.RandomImage;
import io.sockerless.engine.oci.testing.StoreFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Push and pull with a real registry. The words are those of dockerd 20.10 with the same one. */
@Timeout(60)
class RegistryTest {
    @TempDir
    static Path home;

    private static LocalRegistry registry;

    @TempDir
    Path directory;

    private final String repository = "test/" + UUID.randomUUID();
    private String name;
    private Registries here;
    private Registries there;

    @BeforeAll
    static void start() throws IOException {
        registry = LocalRegistry.open(home);
    }

    @AfterAll
    static void stop() {
        registry.close();
    }

    @BeforeEach
    void open() throws IOException {
        name = registry.domain() + "/" + repository;
        here = new Registries(directory.resolve("here"));
        there = new Registries(directory.resolve("there"));
    }

    @AfterEach
    void close() {
        here.close();
        there.close();
    }

    @Test
    void pushedAndPulled() throws IOException {
        RandomImage image = RandomImage.of(5, 200_000);
        Descriptor pushed = here.push(name + ":1", here.load(image));
        assertEquals(MediaTypes.DOCKER_MANIFEST, pushed.mediaType());
        PulledImage pulled = there.pull(name + ":1");
        there.check(image, pulled.image());
        assertEquals(pushed.digest(), pulled.manifest().digest());
        assertEquals(List.of(), StoreFiles.unfinished(directory.resolve("there")));
        StoreFiles.blobs(directory.resolve("there"));
    }

    @Test
    void byDigestAlone() throws IOException {
        RandomImage image = RandomImage.of(1, 1000);
        Descriptor pushed = here.push(name + ":1", here.load(image));
        PulledImage pulled = there.pull(name + "@" + pushed.digest());
        there.check(image, pulled.image());
        assertEquals(
                List.of(
                        name + "@" + pushed.digest() + ": Pulling from " + repository,
                        "Digest: " + pushed.digest(),
                        "Status: Downloaded newer image for " + name + "@" + pushed.digest()),
                List.of(
                        told(there).getFirst(),
                        told(there).get(told(there).size() - 2),
                        told(there).getLast()));
    }

    private static List<String> told(Registries client) {
        return client.told;
    }

    @Test
    void theProgressOfAPush() throws IOException {
        Image image = here.load(RandomImage.of(1, 300_000));
        String id = image.layers().getFirst().diffId().shortHex();
        Descriptor pushed = here.push(name + ":1", image);
        List<String> pushing = here.told.stream()
                .filter(line -> line.startsWith(id + ": Pushing"))
                .toList();
        long total = image.layers().getFirst().size();
        assertEquals(id + ": Pushing " + total + "/" + total, pushing.getLast());
        List<String> rest = new ArrayList<>(here.told);
        rest.removeAll(pushing);
        String end = "1: digest: " + pushed.digest() + " size: " + pushed.size();
        String aux = "{Tag=1, Digest=" + pushed.digest() + ", Size=" + pushed.size() + "}";
        String refers = "The push refers to repository [" + name + "]";
        assertEquals(List.of(refers, id + ": Preparing", id + ": Pushed", end, aux), rest);

        here.push(name + ":1", image);
        assertEquals(List.of(refers, id + ": Preparing", id + ": Layer already exists", end, aux), here.told);

        here.push(name + "-b:1", image);
        assertEquals(
                List.of(
                        "The push refers to repository [" + name + "-b]",
                        id + ": Preparing",
                        id + ": Mounted from " + repository,
                        end,
                        aux),
                here.told);
        there.pull(name + "-b:1");
    }

    @Test
    void theProgressOfAPull() throws IOException {
        RandomImage image = RandomImage.of(1, 300_000);
        Descriptor pushed = here.push(name + ":1", here.load(image));
        Applied sink = new Applied();
        PulledImage pulled = there.pull(name + ":1", AuthConfig.none(), Optional.empty(), Optional.empty(), sink);
        Layer layer = pulled.image().layers().getFirst();
        String id = layer.digest().shortHex();
        List<String> kinds = new ArrayList<>();
        for (String line : there.told) {
            String kind = line.replaceAll(" [0-9]+/[0-9]+$", " n/" + layer.size());
            if (kinds.isEmpty() || !kinds.getLast().equals(kind)) {
                kinds.add(kind);
            }
        }
        String size = " n/" + layer.size();
        String last = "Digest: " + pushed.digest();
        assertEquals(
                List.of(
                        "1: Pulling from " + repository,
                        id + ": Pulling fs layer",
                        id + ": Downloading" + size,
                        id + ": Verifying Checksum",
                        id + ": Download complete",
                        id + ": Extracting" + size,
                        id + ": Pull complete",
                        last,
                        "Status: Downloaded newer image for " + name + ":1"),
                kinds);
        assertEquals(List.of(layer), sink.applied);

        // again: the image is known, so that nothing is told of its layers
        there.pull(name + ":1", AuthConfig.none(), Optional.empty(), Optional.of(image.id()), sink);
        assertEquals(
                List.of("1: Pulling from " + repository, last, "Status: Image is up to date for " + name + ":1"),
                there.told);
        // another image with the same layer
        RandomImage child = RandomImage.of(
                "amd64",
                List.of(
                        image.layers().getFirst(),
                        RandomImage.of(1, 10).layers().getFirst()));
        here.push(name + ":2", here.load(child));
        there.pull(name + ":2", AuthConfig.none(), Optional.empty(), Optional.empty(), sink);
        assertEquals(id + ": Already exists", there.told.get(1));
        assertEquals(2, sink.applied.size());
    }

    /** Keeps nothing but notes; a layer is applied on top of those below it. */
    private static final class Applied implements LayerSink {
        private final List<Layer> applied = new ArrayList<>();

        @Override
        public boolean has(Layer layer) {
            return applied.stream().anyMatch(a -> a.chainId().equals(layer.chainId()));
        }

        @Override
        public void apply(List<Layer> below, Layer layer, InputStream tar, ProgressListener progress)
                throws IOException {
            assertTrue(below.stream().allMatch(this::has));
            tar.skipNBytes(10); // the rest is verified all the same
            applied.add(layer);
        }
    }

    @Test
    void whatIsNotThere() throws IOException {
        here.push(name + ":1", here.load(RandomImage.of(1, 10)));
        refused(
                ErrorKind.NOT_FOUND,
                "manifest for " + name + ":nope not found: manifest unknown: manifest unknown",
                name + ":nope");
        String none = registry.domain() + "/no/pe";
        refused(
                ErrorKind.NOT_FOUND,
                "manifest for " + none + ":1 not found: manifest unknown: manifest unknown",
                none + ":1");
        refused(
                ErrorKind.INTERNAL,
                "Get \"http://127.0.0.1:1/v2/\": dial tcp 127.0.0.1:1: connect: connection refused",
                "127.0.0.1:1/x:1");
        EngineException unknown = assertThrows(EngineException.class, () -> there.pull("nohost.invalid/x:1"));
        assertTrue(
                unknown.getMessage().startsWith("Get \"https://nohost.invalid/v2/\": dial tcp: lookup nohost.invalid"),
                unknown.getMessage());
        EngineException inspected = assertThrows(
                EngineException.class,
                () -> there.client.inspect(ImageReference.parse(name + ":nope"), AuthConfig.none()));
        assertEquals("manifest unknown: manifest unknown", inspected.getMessage());
        assertEquals(ErrorKind.NOT_FOUND, inspected.kind());
    }

    private void refused(ErrorKind kind, String message, String reference) {
        EngineException e = assertThrows(EngineException.class, () -> there.pull(reference));
        assertEquals(message, e.getMessage());
        assertEquals(kind, e.kind());
    }

    @Test
    void inspectingAndListing() throws IOException {
        Image image = here.load(RandomImage.of("arm64", 1, 10));
        Descriptor pushed = here.push(name + ":1", image);
        DistributionInfo info = there.client.inspect(ImageReference.parse(name + ":1"), AuthConfig.none());
        assertEquals(pushed.digest(), info.descriptor().digest());
        assertEquals(pushed.size(), info.descriptor().size());
        assertEquals(List.of(new Platform("linux", "arm64")), info.platforms());
        here.push(name + ":2", image);
        assertEquals(
                List.of("1", "2"),
                there.client.tags(ImageReference.parse(name), AuthConfig.none()).stream()
                        .sorted()
                        .toList());
        EngineException e = assertThrows(
                EngineException.class,
                () -> there.client.tags(ImageReference.parse(registry.domain() + "/no/pe"), AuthConfig.none()));
        assertEquals(ErrorKind.NOT_FOUND, e.kind());
    }

    @Test
    void manyAtOnce() throws Exception {
        RandomImage image = RandomImage.of(8, 100_000);
        here.push(name + ":1", here.load(image));
        List<java.util.concurrent.Future<PulledImage>> pulls = new ArrayList<>();
        try (var threads = java.util.concurrent.Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 4; i++) {
                pulls.add(threads.submit(() -> there.pull(name + ":1")));
            }
        }
        for (var pull : pulls) {
            there.check(image, pull.get().image());
        }
        assertEquals(List.of(), StoreFiles.unfinished(directory.resolve("there")));
    }

    @Test
    void zstdGoesOutAsAnOciImage() throws IOException {
        RandomImage image = RandomImage.of(1, 5000);
        byte[] archive = new io.sockerless.engine.oci.testing.Tars()
                .file("c", image.config())
                .file("l", RandomImage.zstd(image.layers().getFirst()))
                .file(
                        "manifest.json",
                        io.sockerless.engine.oci.OciJson.bytes(List.of(RandomImage.table("c", List.of("l")))))
                .bytes();
        Image loaded = new io.sockerless.engine.oci.archive.ImageArchiveReader(here.store)
                .read(new java.io.ByteArrayInputStream(archive))
                .getFirst()
                .image();
        assertEquals(MediaTypes.OCI_MANIFEST, here.push(name + ":1", loaded).mediaType());
        there.check(image, there.pull(name + ":1").image());
    }

    @Test
    void aLayerTwiceAndAnEmptyOne() throws IOException {
        byte[] layer = RandomImage.of(1, 1000).layers().getFirst();
        RandomImage image = RandomImage.of("amd64", List.of(layer, new byte[1024], layer, new byte[1024]));
        here.push(name + ":1", here.load(image));
        there.check(image, there.pull(name + ":1").image());
        RandomImage none = RandomImage.of(0, 0);
        here.push(name + ":2", here.load(none));
        there.check(none, there.pull(name + ":2").image());
    }

    @Test
    void aDigestCannotBePushed() throws IOException {
        Image image = here.load(RandomImage.of(1, 10));
        EngineException e = assertThrows(EngineException.class, () -> here.push(name + "@" + image.id(), image));
        assertEquals("cannot push a digest reference", e.getMessage());
    }

    @Test
    void aMissingBlobIsNotTheRegistrysFault() throws IOException {
        Image image = here.load(RandomImage.of(1, 100_000));
        here.store.sweep(java.util.Set::of);
        EngineException e = assertThrows(EngineException.class, () -> here.push(name + ":1", image));
        assertEquals("content " + image.layers().getFirst().diffId() + ": not found", e.getMessage());
        assertFalse(here.told.stream().anyMatch(line -> line.contains("Retrying")), here.told.toString());
    }

    @Test
    void anInterruptEndsAPull() throws Exception {
        here.push(name + ":1", here.load(RandomImage.of(1, 4 << 20)));
        Thread puller = Thread.currentThread();
        LayerSink sink = new LayerSink() {
            @Override
            public boolean has(Layer layer) {
                return false;
            }

            @Override
            public void apply(List<Layer> below, Layer layer, InputStream tar, ProgressListener progress)
                    throws IOException {
                puller.interrupt();
                tar.readAllBytes();
            }
        };
        assertThrows(
                EngineException.class,
                () -> there.pull(name + ":1", AuthConfig.none(), Optional.empty(), Optional.empty(), sink));
        assertTrue(Thread.interrupted());
    }
}
