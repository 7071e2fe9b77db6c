package io.sockerless.engine.oci;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import io.sockerless.engine.model.image.Digest;
import io.sockerless.engine.model.image.Platform;
import io.sockerless.engine.oci.testing.RandomImage;
import io.sockerless.engine.oci.testing.StoreFiles;
import io.sockerless.engine.oci.testing.Tars;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NewImageTest {
    private static final Platform PLATFORM = new Platform("linux", "amd64");

    @TempDir
    Path directory;

    private final byte[] tar = RandomImage.of(1, 100_000).layers().getFirst();
    private ContentStore store;
    private NewImage images;

    @BeforeEach
    void open() throws IOException {
        store = ContentStore.open(directory);
        images = new NewImage(store, Clock.fixed(Instant.parse("2026-02-03T04:05:06Z"), ZoneOffset.UTC));
    }

    private static InputStream in(byte[] bytes) {
        return new ByteArrayInputStream(bytes);
    }

    private Image imported(byte[] bytes, String... changes) throws IOException {
        return images.importTar(in(bytes), new ImportOptions(List.of(changes), "said", PLATFORM));
    }

    private void content(byte[] expected, Layer layer) throws IOException {
        try (InputStream in = layer.open(store)) {
            assertArrayEquals(expected, in.readAllBytes());
        }
    }

    @Test
    void importing() throws IOException {
        for (byte[] form : List.of(tar, RandomImage.gzip(tar), RandomImage.zstd(tar))) {
            Image image = imported(form, "CMD x", "ENV A=b");
            assertEquals(List.of(Digest.sha256(tar)), image.config().diffIds());
            content(tar, image.layers().getFirst());
            assertEquals(
                    Map.of("Cmd", List.of("/bin/sh", "-c", "x"), "Env", List.of("A=b")),
                    image.config().config());
            assertEquals("2026-02-03T04:05:06Z", image.config().created());
            assertEquals("said", image.config().comment());
            assertEquals(PLATFORM, image.platform());
            assertEquals(image, Image.load(store, image.id()));
        }
        assertEquals(2, StoreFiles.blobs(directory).size());
    }

    @Test
    void importingWithoutAMessage() throws IOException {
        Image image = images.importTar(in(tar), new ImportOptions(List.of(), "", PLATFORM));
        assertEquals("Imported from -", image.config().comment());
        assertEquals("Imported from -", image.config().history().getLast().comment());
    }

    @Test
    void paddingIsPartOfTheLayer() throws IOException {
        byte[] padded = Arrays.copyOf(tar, tar.length + 10240);
        content(padded, imported(padded).layers().getFirst());
    }

    @Test
    void whatIsNoTar() throws IOException {
        refused("unexpected EOF", new byte[0]);
        refused("unexpected EOF", Arrays.copyOf(tar, tar.length / 2));
        refused("unexpected EOF", Arrays.copyOf(tar, 300));
        refused("archive/tar: invalid tar header", "hello world".repeat(100).getBytes());
        EngineException e = assertThrows(EngineException.class, () -> imported(tar, "NONSENSE x"));
        assertEquals("nonsense is not a valid change command", e.getMessage());
        assertEquals(Set.of(), StoreFiles.blobs(directory));
        assertEquals(List.of(), StoreFiles.unfinished(directory));
    }

    private void refused(String message, byte[] bytes) {
        EngineException e = assertThrows(EngineException.class, () -> imported(bytes));
        assertEquals(message, e.getMessage());
        assertEquals(ErrorKind.INVALID, e.kind());
    }

    @Test
    void committing() throws IOException {
        Image parent = imported(tar);
        byte[] diff = RandomImage.of(1, 500).layers().getFirst();
        Image child = images.commit(Optional.of(parent), in(diff), options(Map.of("Cmd", List.of("y"))));
        assertEquals(
                List.of(Digest.sha256(tar), Digest.sha256(diff)), child.config().diffIds());
        assertEquals(parent.layers().getFirst(), child.layers().getFirst());
        content(diff, child.layers().getLast());
        assertEquals(Digest.sha256(Digest.sha256(tar) + " " + Digest.sha256(diff)), child.chainId());
        assertEquals(Map.of("Cmd", List.of("y")), child.config().config());
        History last = child.config().history().getLast();
        assertEquals("sh -c make", last.createdBy());
        assertEquals(false, last.emptyLayer());
        assertEquals("me", child.config().author());
        assertEquals("c0ffee", child.config().map().get("container"));
    }

    @Test
    void committingNothing() throws IOException {
        Image parent = imported(tar);
        Image same = images.commit(Optional.of(parent), in(new byte[1024]), options(Map.of()));
        assertEquals(parent.layers(), same.layers());
        assertEquals(true, same.config().history().getLast().emptyLayer());
        Image nothing = images.commit(Optional.empty(), in(new byte[1024]), options(Map.of()));
        assertEquals(List.of(), nothing.layers());
        assertEquals(PLATFORM, nothing.platform());
    }

    private static CommitOptions options(Map<String, Object> config) {
        return new CommitOptions(config, Map.of("Image", "x"), "c0ffee", "sh -c make", "me", "note", PLATFORM);
    }

    @Test
    void appendingIsReproducible() throws IOException {
        Image parent = imported(tar);
        byte[] agent = new Tars().file("agent", "a program").bytes();
        Image one = images.append(parent, in(agent), Map.of("Entrypoint", List.of("/agent")), "agent");
        Image two = images.append(parent, in(agent), Map.of("Entrypoint", List.of("/agent")), "agent");
        assertEquals(one, two);
        assertEquals(2, one.layers().size());
        assertEquals(parent.config().created(), one.config().history().getLast().created());
    }
}
