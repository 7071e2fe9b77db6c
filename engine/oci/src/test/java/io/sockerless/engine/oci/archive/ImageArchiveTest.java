package io.sockerless.engine.oci.archive;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import io.sockerless.engine.model.image.Digest;
import io.sockerless.engine.model.image.ImageReference;
import io.sockerless.engine.oci.ContentStore;
import io.sockerless.engine.oci.Image;
import io.sockerless.engine.oci.MediaTypes;
import io.sockerless.engine.oci.OciJson;
import io.sockerless.engine.oci.testing.RandomImage;
import io.sockerless.engine.oci.testing.StoreFiles;
import io.sockerless.engine.oci.testing.Tars;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.CompressorStreamFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Archives of {@code docker save}, old and new, in and out. */
class ImageArchiveTest {
    @TempDir
    Path directory;

    private ContentStore store;

    @BeforeEach
    void open() throws IOException {
        store = ContentStore.open(directory.resolve("store"));
    }

    private List<LoadedImage> load(byte[] archive) throws IOException {
        List<LoadedImage> loaded = new ImageArchiveReader(store).read(new ByteArrayInputStream(archive));
        assertEquals(List.of(), StoreFiles.unfinished(directory.resolve("store")));
        return loaded;
    }

    private static byte[] save(ContentStore store, SavedImage... images) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new ImageArchiveWriter(store).write(List.of(images), out);
        return out.toByteArray();
    }

    private void check(RandomImage expected, Image image) throws IOException {
        assertEquals(expected.id(), image.id());
        assertArrayEquals(expected.config(), store.read(image.id(), 1 << 20));
        assertEquals(expected.layers().size(), image.layers().size());
        for (int i = 0; i < expected.layers().size(); i++) {
            try (InputStream tar = image.layers().get(i).open(store)) {
                assertArrayEquals(expected.layers().get(i), tar.readAllBytes());
            }
        }
        assertEquals(image, Image.load(store, image.id()));
    }

    private static List<ImageReference> tags(String... tags) {
        return List.of(tags).stream().map(ImageReference::parse).toList();
    }

    private static Map<String, byte[]> entries(byte[] tar) throws IOException {
        Map<String, byte[]> out = new TreeMap<>();
        try (TarArchiveInputStream in = new TarArchiveInputStream(new ByteArrayInputStream(tar))) {
            for (var e = in.getNextEntry(); e != null; e = in.getNextEntry()) {
                out.put(e.getName(), in.readAllBytes());
            }
        }
        return out;
    }

    @Test
    void anOldArchiveComesIn() throws IOException {
        RandomImage image = RandomImage.of(3, 50_000);
        LoadedImage loaded = load(image.archive("a:1", "r.example.com/b:2")).getFirst();
        assertEquals(tags("a:1", "r.example.com/b:2"), loaded.tags());
        check(image, loaded.image());
    }

    @Test
    void savedAndLoadedElsewhere() throws IOException {
        RandomImage image = RandomImage.of(3, 50_000);
        Image here = load(image.archive("a:1")).getFirst().image();
        byte[] archive = save(store, new SavedImage(here, tags("x/y:z", "a:1")));
        assertArrayEquals(archive, save(store, new SavedImage(here, tags("x/y:z", "a:1"))), "not reproducible");

        store = ContentStore.open(directory.resolve("store/other"));
        LoadedImage there = new ImageArchiveReader(store)
                .read(new ByteArrayInputStream(archive))
                .getFirst();
        assertEquals(tags("x/y:z", "a:1"), there.tags());
        check(image, there.image());
    }

    @Test
    void theSavedArchiveIsAnOciLayoutToo() throws IOException {
        RandomImage image = RandomImage.of(2, 1000);
        Image here = load(image.archive("a:1")).getFirst().image();
        Map<String, byte[]> files = entries(save(store, new SavedImage(here, tags("a:1"))));
        assertEquals("{\"imageLayoutVersion\":\"1.0.0\"}", new String(files.get("oci-layout")));
        files.forEach((name, bytes) -> {
            if (name.startsWith("blobs/sha256/") && !name.endsWith("/")) {
                assertEquals(name.substring(13), Digest.sha256(bytes).hex());
            }
        });
        Map<String, Object> entry = OciJson.objects(OciJson.object(files.get("index.json"), "index"), "manifests")
                .getFirst();
        assertEquals(
                Map.of("io.containerd.image.name", "docker.io/library/a:1", "org.opencontainers.image.ref.name", "1"),
                entry.get("annotations"));
        assertEquals("{\"a\":{\"1\":\"" + image.diffId(1).hex() + "\"}}", new String(files.get("repositories")));

        // without the tables of docker save it comes in as a layout
        Tars layout = new Tars();
        files.forEach((name, bytes) -> {
            if (!name.endsWith("/") && !name.equals("manifest.json") && !name.equals("repositories")) {
                layout.file(name, bytes);
            }
        });
        store = ContentStore.open(directory.resolve("store/other"));
        LoadedImage there = load(layout.bytes()).getFirst();
        assertEquals(tags("a:1"), there.tags());
        check(image, there.image());
    }

    @Test
    void severalImagesShareTheirLayers() throws IOException {
        RandomImage one = RandomImage.of(2, 100_000);
        RandomImage two = RandomImage.of(
                "amd64",
                List.of(one.layers().getFirst(), RandomImage.of(1, 10).layers().getFirst()));
        Image first = load(one.archive("a:1")).getFirst().image();
        Image second = load(two.archive("b:1")).getFirst().image();
        byte[] archive = save(store, new SavedImage(first, tags("a:1")), new SavedImage(second, List.of()));
        assertEquals(
                3 + 2 + 2,
                entries(archive).keySet().stream()
                        .filter(n -> n.matches("blobs/sha256/.+"))
                        .count());

        store = ContentStore.open(directory.resolve("store/other"));
        List<LoadedImage> loaded = load(archive);
        assertEquals(
                List.of(tags("a:1"), List.of()),
                loaded.stream().map(LoadedImage::tags).toList());
        check(one, loaded.get(0).image());
        check(two, loaded.get(1).image());
    }

    /** {@code docker save a:1 b:2} of one image is one image with two names. */
    @Test
    void oneImageSavedUnderTwoNames() throws IOException {
        RandomImage image = RandomImage.of(1, 10);
        Image here = load(image.archive("a:1")).getFirst().image();
        byte[] archive = save(store, new SavedImage(here, tags("a:1")), new SavedImage(here, tags("b:2")));
        List<Map<String, Object>> table = OciJson.objects(entries(archive).get("manifest.json"), "table");
        assertEquals(1, table.size());
        assertEquals(List.of("a:1", "b:2"), table.getFirst().get("RepoTags"));
        assertEquals(
                List.of(tags("a:1", "b:2")),
                load(archive).stream().map(LoadedImage::tags).toList());
    }

    @Test
    void compressedLayers() throws Exception {
        RandomImage image = RandomImage.of(5, 20_000);
        Tars tar = new Tars().file("c.json", image.config());
        ByteArrayOutputStream xz = new ByteArrayOutputStream();
        try (var out = new CompressorStreamFactory().createCompressorOutputStream("xz", xz)) {
            out.write(image.layers().get(3));
        }
        ByteArrayOutputStream bzip2 = new ByteArrayOutputStream();
        try (var out = new CompressorStreamFactory().createCompressorOutputStream("bzip2", bzip2)) {
            out.write(image.layers().get(4));
        }
        tar.file("0", image.layers().get(0))
                .file("1", RandomImage.gzip(image.layers().get(1)))
                .file("2", RandomImage.zstd(image.layers().get(2)))
                .file("3", xz.toByteArray())
                .file("4", bzip2.toByteArray())
                .file(
                        "manifest.json",
                        OciJson.bytes(List.of(RandomImage.table("c.json", List.of("0", "1", "2", "3", "4"), "a:1"))));
        Image loaded = load(RandomImage.gzip(tar.bytes())).getFirst().image();
        check(image, loaded);
        assertEquals(
                List.of(
                        MediaTypes.OCI_LAYER,
                        MediaTypes.OCI_LAYER_GZIP,
                        MediaTypes.OCI_LAYER_ZSTD,
                        MediaTypes.OCI_LAYER,
                        MediaTypes.OCI_LAYER),
                loaded.layers().stream().map(l -> l.mediaType()).toList());

        // older Dockers cannot read zstd, so it goes out plain; gzip goes out as it is
        Map<String, byte[]> files = entries(save(store, new SavedImage(loaded, tags("a:1"))));
        assertArrayEquals(
                image.layers().get(2),
                files.get("blobs/sha256/" + image.diffId(2).hex()));
        store = ContentStore.open(directory.resolve("store/other"));
        check(
                image,
                load(save(ContentStore.open(directory.resolve("store")), new SavedImage(loaded, tags("a:1"))))
                        .getFirst()
                        .image());
    }

    @Test
    void anImageWithoutLayers() throws IOException {
        RandomImage image = RandomImage.of(0, 0);
        Image loaded = load(image.archive("a:1")).getFirst().image();
        check(image, loaded);
        assertEquals(Digest.EMPTY, loaded.chainId());
        assertEquals(1, load(save(store, new SavedImage(loaded, tags("a:1")))).size());
    }

    @Test
    void linksWithinTheArchiveAreFollowed() throws IOException {
        RandomImage image = RandomImage.of(
                "amd64",
                java.util.Collections.nCopies(3, RandomImage.of(1, 999).layers().getFirst()));
        byte[] archive = new Tars()
                .symlink("2/layer.tar", "../1/layer.tar")
                .file("0/layer.tar", image.layers().getFirst())
                .symlink("1/layer.tar", "../0/layer.tar")
                .symlink("dir", "0")
                .hardLink("hard", "0/layer.tar")
                .file("c.json", image.config())
                .file(
                        "manifest.json",
                        OciJson.bytes(List.of(
                                RandomImage.table("c.json", List.of("2/layer.tar", "dir/layer.tar", "hard"), "a:1"))))
                .bytes();
        check(image, load(archive).getFirst().image());
        assertEquals(2, StoreFiles.blobs(directory.resolve("store")).size());
    }

    @Test
    void theLaterOfTwoEntriesCounts() throws IOException {
        RandomImage image = RandomImage.of(1, 100);
        byte[] archive = new Tars()
                .file("manifest.json", "not this one")
                .file("c.json", "nor this")
                .file("l", "or this")
                .file("./l", image.layers().getFirst())
                .file("c.json", image.config())
                .file("manifest.json", OciJson.bytes(List.of(RandomImage.table("c.json", List.of("l")))))
                .bytes();
        LoadedImage loaded = load(archive).getFirst();
        check(image, loaded.image());
        assertEquals(List.of(), loaded.tags());
    }

    @Test
    void anArchiveFromBefore2016() throws IOException {
        byte[] base = RandomImage.of(1, 500).layers().getFirst();
        byte[] top = RandomImage.of(1, 700).layers().getFirst();
        String lower = "a".repeat(64);
        String upper = "b".repeat(64);
        byte[] archive = new Tars()
                .file("repositories", "{\"me/app\":{\"1\":\"" + upper + "\",\"2\":\"" + upper + "\"}}")
                .file(
                        upper + "/json",
                        "{\"id\":\"" + upper + "\",\"parent\":\"" + lower
                                + "\",\"created\":\"2015-01-01T00:00:00Z\",\"os\":\"linux\",\"architecture\":\"amd64\","
                                + "\"config\":{\"Cmd\":[\"x\"]},\"container_config\":{\"Cmd\":[\"make\",\"it\"]}}")
                .file(upper + "/layer.tar", top)
                .file(lower + "/json", "{\"id\":\"" + lower + "\",\"created\":\"2014-01-01T00:00:00Z\"}")
                .file(lower + "/layer.tar", base)
                .bytes();
        LoadedImage loaded = load(archive).getFirst();
        assertEquals(tags("me/app:1", "me/app:2"), loaded.tags());
        assertEquals(
                List.of(Digest.sha256(base), Digest.sha256(top)),
                loaded.image().config().diffIds());
        assertEquals(Map.of("Cmd", List.of("x")), loaded.image().config().config());
        assertEquals("make it", loaded.image().config().history().getLast().createdBy());
    }

    @Test
    void aBlobThatIsGoneIsNamed() throws IOException {
        RandomImage image = RandomImage.of(1, 100);
        Image here = load(image.archive("a:1")).getFirst().image();
        store.sweep(java.util.Set::of);
        List<byte[]> written = new ArrayList<>();
        EngineException e =
                assertThrows(EngineException.class, () -> written.add(save(store, new SavedImage(here, tags("a:1")))));
        assertEquals(ErrorKind.NOT_FOUND, e.kind());
        assertEquals("content " + image.diffId(0) + ": not found", e.getMessage());
    }
}
