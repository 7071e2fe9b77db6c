package io.sockerless.engine.oci.registry;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sockerless.engine.model.image.ImageReference;
import io.sockerless.engine.oci.Descriptor;
import io.sockerless.engine.oci.Image;
import io.sockerless.engine.oci.archive.ImageArchiveReader;
import io.sockerless.engine.oci.archive.ImageArchiveWriter;
import io.sockerless.engine.oci.archive.LoadedImage;
import io.sockerless.engine.oci.archive.SavedImage;
import io.sockerless.engine.oci.testing.Dockerd;
import io.sockerless.engine.oci.testing.LocalRegistry;
import io.sockerless.engine.oci.testing.RandomImage;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Images go to the real dockerd and come back from it, as archives and through a registry. */
@Timeout(120)
class DockerdTest {
    @TempDir
    static Path dockerHome;

    @TempDir
    static Path registryHome;

    private static Dockerd dockerd;
    private static LocalRegistry registry;

    @TempDir
    Path directory;

    private Registries here;

    @BeforeAll
    static void start() throws IOException {
        assumeTrue(Dockerd.isPossible(), "dockerd needs to be installed, and root");
        registry = LocalRegistry.open(registryHome);
        dockerd = Dockerd.start(dockerHome);
    }

    @AfterAll
    static void stop() throws IOException {
        if (dockerd != null) {
            dockerd.close();
            registry.close();
        }
    }

    @BeforeEach
    void open() throws IOException {
        here = new Registries(directory.resolve("here"));
    }

    @AfterEach
    void close() {
        here.close();
    }

    private static String id(String name) throws IOException {
        return dockerd.docker("inspect", "--format={{.Id}}", name);
    }

    private List<LoadedImage> saved(String... names) throws IOException {
        Path archive = directory.resolve(UUID.randomUUID() + ".tar");
        String[] command = new String[names.length + 3];
        command[0] = "save";
        command[1] = "--output";
        command[2] = archive.toString();
        System.arraycopy(names, 0, command, 3, names.length);
        dockerd.docker(command);
        try (InputStream in = Files.newInputStream(archive)) {
            return new ImageArchiveReader(here.store).read(in);
        }
    }

    @Test
    void archivesBothWays() throws IOException {
        RandomImage image = RandomImage.of(3, 100_000);
        Image loaded = here.load(image);
        Path archive = directory.resolve("ours.tar");
        try (OutputStream out = Files.newOutputStream(archive)) {
            new ImageArchiveWriter(here.store)
                    .write(
                            List.of(new SavedImage(
                                    loaded,
                                    List.of(
                                            ImageReference.parse("ours:1"),
                                            ImageReference.parse("r.example.com/o:2")))),
                            out);
        }
        assertEquals(
                "Loaded image: ours:1\nLoaded image: r.example.com/o:2",
                dockerd.docker("load", "--input", archive.toString()));
        assertEquals(image.id().toString(), id("ours:1"));

        try (Registries other = new Registries(directory.resolve("other"))) {
            here.close();
            here = other;
            List<LoadedImage> back = saved("ours:1", "r.example.com/o:2");
            assertEquals(1, back.size());
            assertEquals(
                    List.of("ours:1", "r.example.com/o:2"),
                    back.getFirst().tags().stream()
                            .map(ImageReference::familiar)
                            .sorted()
                            .toList());
            other.check(image, back.getFirst().image());
        }
    }

    /** Made by dockerd, which knows nothing of us: two images that share a layer, with a config of its own. */
    @Test
    void whatDockerdMade() throws IOException {
        byte[] tar = RandomImage.of(1, 50_000).layers().getFirst();
        Path file = Files.write(directory.resolve("rootfs.tar"), tar);
        String id = dockerd.docker("import", "--change", "ENV A=b", "--change", "CMD x", file.toString(), "theirs:1");
        List<LoadedImage> loaded = saved("theirs:1");
        Image image = loaded.getFirst().image();
        assertEquals(id, image.id().toString());
        assertEquals(List.of("/bin/sh", "-c", "x"), image.config().config().get("Cmd"));
        try (InputStream in = image.layers().getFirst().open(here.store)) {
            assertArrayEquals(tar, in.readAllBytes());
        }
        assertEquals(List.of(), saved(id).getFirst().tags());
    }

    @Test
    void throughARegistryBothWays() throws IOException {
        RandomImage image = RandomImage.of(2, 100_000);
        String name = registry.domain() + "/both/" + UUID.randomUUID();
        Descriptor pushed = here.push(name + ":1", here.load(image));
        dockerd.docker("pull", name + ":1");
        assertEquals(image.id().toString(), id(name + ":1"));
        assertEquals(
                "[" + name + "@" + pushed.digest() + "]",
                dockerd.docker("inspect", "--format={{.RepoDigests}}", name + ":1"));

        dockerd.docker("tag", name + ":1", name + "-theirs:2");
        dockerd.docker("push", name + "-theirs:2");
        try (Registries other = new Registries(directory.resolve("other"))) {
            PulledImage pulled = other.pull(name + "-theirs:2");
            other.check(image, pulled.image());
            other.check(
                    image,
                    other.pull(name + "-theirs@" + pulled.manifest().digest()).image());
        }
    }
}
