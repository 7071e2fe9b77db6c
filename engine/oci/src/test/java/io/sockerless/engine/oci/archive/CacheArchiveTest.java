package io.sockerless.engine.oci.archive;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.image.Digest;
import io.sockerless.engine.oci.ContentStore;
import io.sockerless.engine.oci.Image;
import io.sockerless.engine.oci.ImageIndex;
import io.sockerless.engine.oci.testing.RandomImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Build caches out as blobs, and in again. */
class CacheArchiveTest {
    @TempDir
    Path directory;

    private final RandomImage one = RandomImage.of(2, 30_000);
    private final RandomImage other = RandomImage.of(1, 10_000);
    private final Map<Digest, byte[]> blobs = new HashMap<>();
    private Digest cache;

    @BeforeEach
    void save() throws IOException {
        ContentStore store = ContentStore.open(directory.resolve("first"));
        List<Image> images = new ArrayList<>();
        for (RandomImage image : List.of(one, other)) {
            images.add(new ImageArchiveReader(store)
                    .read(new ByteArrayInputStream(image.archive("a:1")))
                    .getFirst()
                    .image());
        }
        List<Digest> order = new ArrayList<>();
        cache = new ImageArchiveWriter(store)
                .writeCache(images, (digest, size, bytes) -> {
                    byte[] all = bytes.readAllBytes();
                    assertEquals(size, all.length);
                    assertEquals(digest, Digest.sha256(all));
                    blobs.put(digest, all);
                    order.add(digest);
                })
                .digest();
        assertEquals(cache, order.getLast());
        assertEquals(2 + 2 + 3 + 1, order.size());
    }

    private InputStream open(Digest digest) {
        if (!blobs.containsKey(digest)) {
            throw EngineException.notFound("no blob " + digest);
        }
        return new ByteArrayInputStream(blobs.get(digest));
    }

    private List<LoadedImage> load(ContentStore store) throws IOException {
        ByteArrayOutputStream tar = new ByteArrayOutputStream();
        new CacheArchive(this::open).write(cache, tar);
        return new ImageArchiveReader(store).read(new ByteArrayInputStream(tar.toByteArray()));
    }

    @Test
    void allImagesComeInWithoutNames() throws IOException {
        ContentStore store = ContentStore.open(directory.resolve("second"));
        List<LoadedImage> loaded = load(store);
        assertEquals(
                List.of(one.id(), other.id()),
                loaded.stream().map(image -> image.image().id()).toList());
        assertTrue(loaded.stream().allMatch(image -> image.tags().isEmpty()));
        try (InputStream layer = loaded.getFirst().image().layers().getLast().open(store)) {
            assertArrayEquals(one.layers().getLast(), layer.readAllBytes());
        }
    }

    @Test
    void whatIsDamagedOrMissingStaysOut() throws IOException {
        ContentStore store = ContentStore.open(directory.resolve("second"));
        Digest layer = Digest.sha256(other.layers().getFirst());
        byte[] bytes = blobs.get(layer).clone();
        bytes[700]++;
        blobs.put(layer, bytes);
        EngineException damaged = assertThrows(EngineException.class, () -> load(store));
        assertTrue(damaged.getMessage().contains("has the digest"), damaged.getMessage());
        blobs.put(layer, new byte[3]);
        assertThrows(IOException.class, () -> load(store));
        blobs.remove(layer);
        assertEquals(
                "no blob " + layer,
                assertThrows(EngineException.class, () -> load(store)).getMessage());
    }

    @Test
    void anotherIndexIsNoCache() {
        byte[] index = "{\"schemaVersion\":2,\"manifests\":[]}".getBytes(java.nio.charset.StandardCharsets.UTF_8);
        blobs.put(Digest.sha256(index), index);
        cache = Digest.sha256(index);
        assertThrows(EngineException.class, () -> load(null));
        assertTrue(ImageIndex.ofCache(List.of()).isCache());
    }
}
