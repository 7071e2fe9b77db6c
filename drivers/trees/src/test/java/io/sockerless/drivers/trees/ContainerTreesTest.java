package io.sockerless.drivers.trees;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sockerless.drivers.spi.HasFiles.Change;
import io.sockerless.drivers.spi.ImageLayer;
import io.sockerless.drivers.spi.TaskSpec;
import io.sockerless.drivers.spi.TaskSpec.LogSpec;
import io.sockerless.drivers.spi.TaskSpec.MountSpec;
import io.sockerless.drivers.spi.TaskSpec.NetworkSpec;
import io.sockerless.engine.model.ContainerConfig;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.HostConfig;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContainerTreesTest {
    private static final String ID = "c".repeat(64);

    @TempDir
    private Path place;

    private ContainerTrees trees;

    /** An archive under way. */
    private static final class Tar {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final TarArchiveOutputStream out = new TarArchiveOutputStream(bytes);

        Tar() {
            out.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
        }

        Tar file(String name, String content) throws IOException {
            byte[] data = content.getBytes(StandardCharsets.UTF_8);
            TarArchiveEntry entry = new TarArchiveEntry(name);
            entry.setSize(data.length);
            out.putArchiveEntry(entry);
            out.write(data);
            out.closeArchiveEntry();
            return this;
        }

        Tar capable(String name, String capability) throws IOException {
            TarArchiveEntry entry = new TarArchiveEntry(name);
            entry.addPaxHeader("SCHILY.xattr.security.capability", capability);
            out.putArchiveEntry(entry);
            out.closeArchiveEntry();
            return this;
        }

        /** @param names of all that the directory has; none for a directory that does not tell */
        Tar directory(String name, String... names) throws IOException {
            TarArchiveEntry entry = new TarArchiveEntry(name + "/");
            if (names.length > 0) {
                entry.addPaxHeader(ChangesInto.NAMES, "/" + String.join("/", names));
            }
            out.putArchiveEntry(entry);
            out.closeArchiveEntry();
            return this;
        }

        /** @param type one of {@link TarConstants} */
        Tar link(byte type, String name, String target) throws IOException {
            TarArchiveEntry entry = new TarArchiveEntry(name, type);
            entry.setLinkName(target);
            out.putArchiveEntry(entry);
            out.closeArchiveEntry();
            return this;
        }

        ByteArrayInputStream in() throws IOException {
            out.finish();
            return new ByteArrayInputStream(bytes.toByteArray());
        }
    }

    private TaskSpec spec(byte[] layer) {
        return new TaskSpec(
                ID,
                "name",
                "linux/amd64",
                new ContainerConfig(Map.of("User", "worker")),
                new HostConfig(Map.of()),
                List.of(new ImageLayer(
                        "sha256:" + "1".repeat(64),
                        "sha256:" + "2".repeat(64),
                        0,
                        () -> new ByteArrayInputStream(layer))),
                List.of("true"),
                List.of(),
                "host",
                List.of(new MountSpec("volume", "", "/vol", false, "", false, Map.of(), "v")),
                new NetworkSpec.None(),
                new LogSpec("json-file", Map.of(), Map.of()));
    }

    @BeforeEach
    void image() throws IOException {
        trees = ContainerTrees.in(place);
        byte[] layer = new Tar()
                .directory("etc")
                .file("etc/passwd", "root:x:0:0::/root:/bin/sh\nworker:x:12:34::/:/bin/sh\n")
                .directory("a")
                .file("a/kept", "kept")
                .file("a/gone", "gone")
                .directory("a/deep")
                .file("a/deep/x", "x")
                .link(TarConstants.LF_LINK, "a/deep/hard", "a/kept")
                .link(TarConstants.LF_SYMLINK, "way", "a/deep")
                .in()
                .readAllBytes();
        trees.create(spec(layer));
    }

    private String read(String path) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        trees.files().tarOut(ID, path, out);
        TarArchiveInputStream in = new TarArchiveInputStream(new ByteArrayInputStream(out.toByteArray()));
        in.getNextEntry();
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }

    private void take(Tar changed) throws IOException {
        trees.take(ID, changed.in(), path -> {
            throw new IOException("asked for " + path);
        });
    }

    @Test
    void whatADirectoryHasNoMoreIsRemovedAndStaysSoForTheNextDaemon() throws IOException {
        assertFalse(trees.isChanged(ID));
        take(new Tar().directory("a", "kept", "deep", "new").file("a/new", "new"));
        trees = ContainerTrees.in(place);
        assertTrue(trees.isChanged(ID));
        assertEquals(
                List.of(new Change("/a", 0), new Change("/a/gone", 2), new Change("/a/new", 1)),
                trees.files().changes(ID));
        assertEquals("new", read("/a/new"));
        assertEquals("x", read("/a/deep/x"));
        ByteArrayOutputStream layer = new ByteArrayOutputStream();
        trees.files().diff(ID, layer);
        assertTrue(layer.toString(StandardCharsets.ISO_8859_1).contains("a/.wh.gone"));
    }

    @Test
    void onceMoreChangesNothing() throws IOException {
        for (int i = 0; i < 2; i++) {
            take(new Tar()
                    .directory("a", "kept", "deep")
                    .file("a/kept", "changed")
                    .directory("b", "c")
                    .file("b/c", "c"));
        }
        assertEquals(
                List.of(
                        new Change("/a", 0),
                        new Change("/a/gone", 2),
                        new Change("/a/kept", 0),
                        new Change("/b", 1),
                        new Change("/b/c", 1)),
                trees.files().changes(ID));
        assertEquals("changed", read("/a/kept"));
    }

    @Test
    void capabilitiesOfFilesAreKept() throws IOException {
        // cap_net_raw+ep, as setcap(8) writes it.
        String capability = "\1\0\0\2\0\40\0\0\0\0\0\0\0\0\0\0\0\0\0\0";
        take(new Tar().capable("a/ping", capability));
        trees = ContainerTrees.in(place);
        ByteArrayOutputStream layer = new ByteArrayOutputStream();
        trees.files().diff(ID, layer);
        TarArchiveInputStream in = new TarArchiveInputStream(new ByteArrayInputStream(layer.toByteArray()));
        for (TarArchiveEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
            if (entry.getName().equals("a/ping")) {
                assertEquals(capability, entry.getExtraPaxHeader("SCHILY.xattr.security.capability"));
                return;
            }
        }
        throw new AssertionError("not in the layer");
    }

    @Test
    void whatWasMovedAsAWholeIsAskedFor() throws IOException {
        trees.take(ID, new Tar().directory("moved", "deep").in(), path -> {
            assertEquals("/moved/deep", path);
            return new Tar().directory("deep").file("deep/x", "of deep").in();
        });
        assertEquals("of deep", read("/moved/deep/x"));
    }

    @Test
    void aVolumeBeginsWithWhatTheImageHasWhateverTheContainerDidSince() throws IOException {
        take(new Tar().directory("a", "kept", "gone"));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ImageDirectory directory = trees.imageDirectory(ID, "/way").orElseThrow()) {
            assertFalse(directory.isEmpty());
            directory.write(out);
        }
        Map<String, String> seen = new TreeMap<>();
        TarArchiveInputStream in = new TarArchiveInputStream(new ByteArrayInputStream(out.toByteArray()));
        for (TarArchiveEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
            seen.put(entry.getName(), new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
        assertEquals(Map.of("a/deep/", "", "a/deep/hard", "kept", "a/deep/x", "x"), seen);
        assertTrue(trees.imageDirectory(ID, "/a/kept").isEmpty());
        assertTrue(trees.imageDirectory(ID, "/none").isEmpty());
    }

    @Test
    void mountsAreNotTaken() throws IOException {
        assertEquals(Set.of("/vol"), trees.outside(ID));
        take(new Tar().directory("vol", "x").file("vol/x", "of the volume"));
        assertFalse(trees.isChanged(ID));
    }

    @Test
    void namesLeadNowhereElse() throws IOException {
        take(new Tar().file("../../etc/outside", "in").file("a/../../b", "in"));
        assertEquals("in", read("/etc/outside"));
        assertEquals("in", read("/b"));
    }

    @Test
    void theContainersUserIsFoundInItsAccounts() {
        assertEquals(new TarInto.Owner(12, 34), trees.owner(ID));
    }

    @Test
    void imagesOfContainersAreRetained() {
        trees.retain(Set.of());
        assertEquals(Set.of("sha256:" + "1".repeat(64)), trees.snapshotSizes().keySet());
        trees.retainContainers(Set.of());
        trees.retain(Set.of());
        assertEquals(Set.of(), trees.snapshotSizes().keySet());
        assertThrows(EngineException.class, () -> trees.files().changes(ID));
    }
}
