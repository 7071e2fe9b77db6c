package io.sockerless.drivers.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sockerless.drivers.agent.FileChange.Kind;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Layers, overlays of them, and what has changed in one. Needs root. */
@Timeout(60)
class HostOverlayTest {
    @RegisterExtension
    static final HostSession HOST = new HostSession();

    @TempDir
    Path directory;

    private final String nonce = HostSession.nonce();
    private HostFiles files;
    private HostMounts mounts;
    private Path upper;
    private Path merged;

    @BeforeEach
    void prepare() {
        files = HOST.client().files();
        mounts = HOST.client().mounts();
        upper = directory.resolve("upper");
        merged = directory.resolve("merged");
    }

    @AfterEach
    void unmountAll() {
        mounts.under(directory).reversed().forEach(point -> mounts.unmount(point, true));
    }

    private Path layer(String name, List<Path> parents, TarBytes tar) throws IOException {
        Path root = directory.resolve(name);
        files.unpack(Unpack.layer(root, parents), new ByteArrayInputStream(tar.bytes()));
        return root;
    }

    private void mount(List<Path> lower) {
        mounts.overlay(lower, upper, directory.resolve("work"), merged, "");
    }

    private List<String> seen() throws IOException {
        try (Stream<Path> all = Files.walk(merged)) {
            return all.filter(Files::isRegularFile)
                    .map(file -> merged.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }

    @Test
    void whiteoutsHideWhatLowerLayersHave() throws Exception {
        Path bottom = layer(
                "bottom",
                List.of(),
                new TarBytes()
                        .entry("dir", '5', "", 0700, new byte[0])
                        .file("dir/gone", "1")
                        .file("dir/stays", nonce)
                        .file("opaque/old", "1")
                        .file("opaque/sub/old", "1")
                        .file("again/old", "1"));
        Path top = layer(
                "top",
                List.of(bottom),
                new TarBytes()
                        .file("dir/.wh.gone", "")
                        .file("opaque/.wh..wh..opq", "")
                        .file("opaque/new", "2")
                        .file(".wh.again", "")
                        .directory("again")
                        .file("again/new", "3"));
        mount(List.of(top, bottom));
        assertEquals(List.of("again/new", "dir/stays", "opaque/new"), seen());
        assertEquals(nonce, Files.readString(merged.resolve("dir/stays")));
        assertEquals(0700, (int) Files.getAttribute(merged.resolve("dir"), "unix:mode") & 07777);
        assertEquals(1234, Files.getAttribute(merged.resolve("dir"), "unix:uid"));
    }

    @Test
    void whiteoutsRemoveWhereThereIsNoOverlay() throws Exception {
        Path flat = layer(
                "flat",
                List.of(),
                new TarBytes().file("a/x", "1").file("a/y", nonce).file("b/x", "1"));
        byte[] second = new TarBytes()
                .file("a/.wh.x", "")
                .file("b/n", "2")
                .file("b/.wh..wh..opq", "")
                .bytes();
        files.unpack(new Unpack(flat, Unpack.Whiteouts.REMOVE, List.of(), true), new ByteArrayInputStream(second));
        assertFalse(Files.exists(flat.resolve("a/x")));
        assertEquals(nonce, Files.readString(flat.resolve("a/y")));
        assertFalse(Files.exists(flat.resolve("b/x")));
        assertTrue(Files.exists(flat.resolve("b/n")));
    }

    /** The list that dockerd 20.10 with overlay2 gives for the same actions. */
    @Test
    void changesAndDiffAreDockers() throws Exception {
        Path lower = layer(
                "lower",
                List.of(),
                new TarBytes()
                        .directory("etc")
                        .directory("etc/d1")
                        .file("etc/d1/f", "x")
                        .directory("etc/d1/sub")
                        .file("etc/d1/sub/g", "y")
                        .symlink("etc/link", "d1")
                        .directory("opq")
                        .directory("opq/a")
                        .file("opq/a/z", "z")
                        .file("opq/k", "k")
                        .directory("lib1")
                        .directory("tmp")
                        .directory("same")
                        .file("same/touched", "t"));
        mount(List.of(lower));
        HostSession.run("sh", "-euc", """
                cd "$1"; echo new > etc/d1/newf; rm etc/d1/sub/g; chmod 700 etc/d1/sub; rm -r opq; mkdir opq; chown 1234:77 opq
                chmod 755 opq; echo q > opq/q; mkdir lib1/n; echo a > lib1/n/a; rm etc/link; mkdir -p x/y/z; echo > x/y/z/f
                touch tmp/t; rm tmp/t; mkdir nd; chmod 600 same/touched; chmod 644 same/touched; touch brief; rm brief
                """, "sh", merged.toString());
        List<String> lines = files.changes(upper, List.of(lower)).stream()
                .map(change -> "CAD".charAt(change.kind().ordinal()) + " " + change.path())
                .toList();
        assertEquals(
                List.of(
                        "C /etc",
                        "C /etc/d1",
                        "A /etc/d1/newf",
                        "C /etc/d1/sub",
                        "D /etc/d1/sub/g",
                        "D /etc/link",
                        "C /lib1",
                        "A /lib1/n",
                        "A /lib1/n/a",
                        "A /nd",
                        "C /opq",
                        "A /opq/q",
                        "D /opq/a",
                        "D /opq/k",
                        "A /x",
                        "A /x/y",
                        "A /x/y/z",
                        "A /x/y/z/f"),
                lines);
        byte[] diff;
        try (InputStream in = files.diff(upper)) {
            diff = in.readAllBytes();
        }
        assertTrue(
                TarBytes.list(diff)
                        .containsAll(List.of(
                                "0 etc/d1/sub/.wh.g",
                                "0 etc/.wh.link",
                                "5 opq/",
                                "0 opq/.wh..wh..opq",
                                "0 opq/q",
                                "0 x/y/z/f")),
                () -> TarBytes.list(diff).toString());
        List<String> before = seen();
        mounts.unmount(merged, false);
        Path committed = directory.resolve("committed");
        files.unpack(Unpack.layer(committed, List.of(lower)), new ByteArrayInputStream(diff));
        mounts.overlay(List.of(committed, lower), merged);
        assertEquals(before, seen());
        assertEquals(Kind.ADDED, files.changes(committed, List.of()).getFirst().kind());
    }

    @Test
    void anyNumberOfLayersWithAnyName() throws Exception {
        List<Path> lower = new ArrayList<>();
        for (int i = 0; i < 120; i++) {
            Path root = Files.createDirectories(directory.resolve("layer:with,odd\\characters-" + "x".repeat(100) + i));
            Files.writeString(root.resolve("f" + i), nonce + i);
            Files.writeString(root.resolve("all"), "" + i);
            lower.add(root);
        }
        mount(lower.reversed());
        for (int i = 0; i < 120; i++) {
            assertEquals(nonce + i, Files.readString(merged.resolve("f" + i)));
        }
        assertEquals("119", Files.readString(merged.resolve("all")));
        assertEquals(List.of(merged), mounts.under(directory));
    }

    @Test
    void bindsAreReadOnlyOnRequestAndStopRemoval() throws Exception {
        Path source = Files.createDirectories(directory.resolve("source"));
        Files.writeString(source.resolve("f"), nonce);
        Path target = directory.resolve("tree/target");
        mounts.bind(source, target, true, false);
        assertEquals(nonce, Files.readString(target.resolve("f")));
        assertThrows(IOException.class, () -> Files.writeString(target.resolve("g"), ""));
        EngineException busy = assertThrows(EngineException.class, () -> files.removeTree(directory.resolve("tree")));
        assertEquals(ErrorKind.CONFLICT, busy.kind());
        assertEquals(nonce, Files.readString(source.resolve("f")));
        mounts.unmount(target, false);
        mounts.unmount(target, false);
        files.removeTree(directory.resolve("tree"));
        assertFalse(Files.exists(directory.resolve("tree")));
        mounts.bind(source.resolve("f"), directory.resolve("one/file"), false, false);
        assertEquals(nonce, Files.readString(directory.resolve("one/file")));
        mounts.mount("tmpfs", "none", directory.resolve("tmp"), "size=1m,ro");
        assertEquals(
                List.of(directory.resolve("one/file"), directory.resolve("tmp")),
                mounts.under(directory).stream()
                        .sorted(Comparator.naturalOrder())
                        .toList());
        assertThrows(IOException.class, () -> Files.writeString(directory.resolve("tmp/x"), ""));
    }
}
