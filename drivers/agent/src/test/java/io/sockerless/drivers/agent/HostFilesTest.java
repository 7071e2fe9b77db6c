package io.sockerless.drivers.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Tars in and out of trees, by the rules and messages of dockerd 20.10's archive endpoints. Needs root. */
@Timeout(60)
class HostFilesTest {
    @RegisterExtension
    static final HostSession HOST = new HostSession();

    @TempDir
    Path directory;

    private final String nonce = HostSession.nonce();
    private HostFiles files;
    private Path root;
    private Path outside;
    private FileTree tree;

    @BeforeEach
    void prepare() throws IOException {
        files = HOST.client().files();
        root = Files.createDirectories(directory.resolve("root"));
        outside = Files.createDirectories(directory.resolve("outside"));
        Files.createDirectories(root.resolve("etc/d1"));
        Files.writeString(root.resolve("etc/d1/f"), "content " + nonce);
        Files.createSymbolicLink(root.resolve("etc/link"), Path.of("d1"));
        Files.createSymbolicLink(root.resolve("etc/flink"), Path.of("/etc/d1/f"));
        Files.createSymbolicLink(root.resolve("etc/dangling"), Path.of("nowhere/x"));
        Files.createSymbolicLink(root.resolve("etc/up"), Path.of("../../../../.."));
        tree = new FileTree.Directory(root);
    }

    private Extracted put(String path, boolean keepKinds, TarBytes tar) throws IOException {
        return files.tarIn(tree, new TarIn(path, keepKinds, Optional.empty()), new ByteArrayInputStream(tar.bytes()));
    }

    private EngineException refused(String path, boolean keepKinds, TarBytes tar) {
        return assertThrows(EngineException.class, () -> put(path, keepKinds, tar));
    }

    private List<String> get(String path) throws IOException {
        try (InputStream in = files.tarOut(tree, path)) {
            return TarBytes.list(in.readAllBytes());
        }
    }

    @Test
    void aFileIsUnpackedAsAStreamIs() throws Exception {
        Path tar = Files.write(
                directory.resolve("layer.tar"),
                new TarBytes().file("a/b", "text").bytes());
        Path root = directory.resolve("from-file");
        Extracted done = HOST.client().files().unpack(Unpack.layer(root, List.of()), tar);
        assertEquals(4, done.bytes());
        assertEquals("text", Files.readString(root.resolve("a/b")));
        EngineException absent = assertThrows(
                EngineException.class,
                () -> HOST.client().files().unpack(Unpack.layer(root, List.of()), directory.resolve("none")));
        assertEquals(ErrorKind.NOT_FOUND, absent.kind());
    }

    @Test
    void namesInArchivesAreDockers() throws Exception {
        assertEquals(List.of("5 d1/", "0 d1/f"), get("/etc/d1"));
        assertEquals(List.of("5 d1/", "0 d1/f"), get("etc/d1/"));
        assertEquals(List.of("5 ./", "0 ./f"), get("/etc/d1/."));
        assertEquals(List.of("2 link -> d1"), get("/etc/link"));
        assertEquals(List.of("5 link/", "0 link/f"), get("/etc/link/"));
        assertEquals(List.of("5 ./", "0 ./f"), get("/etc/link/."));
        assertEquals(List.of("2 flink -> /etc/d1/f"), get("/etc/flink"));
        List<String> whole = get("/");
        assertEquals("5 /", whole.getFirst());
        assertTrue(whole.contains("0 /etc/d1/f"), whole::toString);
        assertTrue(get("/etc/up/").contains("0 up/etc/d1/f"));
    }

    @Test
    void statIsDockers() {
        FileStat file = files.stat(tree, "/etc/d1/f");
        assertEquals("f", file.name());
        assertEquals(8 + nonce.length(), file.size());
        assertEquals(0644, file.mode());
        assertEquals("/etc/d1/f", files.stat(tree, "/etc/flink").linkTarget());
        assertEquals(134218239, files.stat(tree, "/etc/flink").mode());
        assertEquals("/etc/nowhere/x", files.stat(tree, "/etc/dangling").linkTarget());
        assertEquals("/", files.stat(tree, "/etc/up").linkTarget());
        assertEquals("link", files.stat(tree, "/etc/link/").name());
        assertTrue(files.stat(tree, "/etc/link/").isDirectory());
        assertEquals(".", files.stat(tree, "/etc/.").name());
        assertEquals("/", files.stat(tree, "/").name());
        assertEquals(2147484141L, files.stat(tree, "/etc").mode());
        assertEquals(ErrorKind.NOT_FOUND, kind("/nope"));
        assertEquals(ErrorKind.NOT_FOUND, kind("/etc/dangling/"));
        assertEquals(ErrorKind.INVALID, kind("/etc/d1/f/x"));
        assertEquals(ErrorKind.INVALID, kind("/etc/flink/"));
    }

    private ErrorKind kind(String path) {
        EngineException stat = assertThrows(EngineException.class, () -> files.stat(tree, path));
        EngineException tar = assertThrows(EngineException.class, () -> files.tarOut(tree, path));
        assertEquals(stat.kind(), tar.kind());
        return stat.kind();
    }

    @Test
    void extractsWithOwnersAndMissingParents() throws Exception {
        Extracted done = put("/etc/link", false, new TarBytes().file("n", nonce).file("deep/er/f", "y"));
        assertEquals(new Extracted(2, nonce.length() + 1), done);
        Path made = root.resolve("etc/d1/n");
        assertEquals(nonce, Files.readString(made));
        assertEquals(1234, Files.getAttribute(made, "unix:uid"));
        assertEquals(77, Files.getAttribute(made, "unix:gid"));
        assertEquals(0, Files.getAttribute(root.resolve("etc/d1/deep/er"), "unix:uid"));
        assertEquals(FileTime.from(Instant.ofEpochSecond(1_000_000_000)), Files.getLastModifiedTime(made));
        files.tarIn(
                tree,
                new TarIn("/etc", false, Optional.of(new TarIn.Owner(0, 9))),
                new ByteArrayInputStream(new TarBytes().file("owned", "").bytes()));
        assertEquals(0, Files.getAttribute(root.resolve("etc/owned"), "unix:uid"));
        assertEquals(9, Files.getAttribute(root.resolve("etc/owned"), "unix:gid"));
    }

    @Test
    void refusalsAreDockers() {
        TarBytes any = new TarBytes().file("n", "x");
        assertEquals(ErrorKind.NOT_FOUND, refused("/nope", false, any).kind());
        assertEquals(
                "extraction point is not a directory",
                refused("/etc/d1/f", false, any).getMessage());
        assertEquals(
                "extraction point is not a directory",
                refused("/etc/flink", false, any).getMessage());
        assertEquals(
                "cannot overwrite directory \"/etc/d1\" with non-directory \"/etc\"",
                refused("/etc", true, new TarBytes().file("d1", "")).getMessage());
        assertEquals(
                "cannot overwrite non-directory \"/etc/d1/f\" with directory \"/etc\"",
                refused("/etc", true, new TarBytes().directory("d1/f")).getMessage());
        assertEquals(
                "\"../esc\" is outside of \"/etc\"",
                refused("/etc", false, new TarBytes().file("../esc", "x")).getMessage());
        assertEquals(
                "invalid symlink \"/etc/d1/l2\" -> \"../../../etc\"",
                refused("/etc/d1", false, new TarBytes().symlink("l2", "../../../etc"))
                        .getMessage());
        assertEquals(
                "link /etc/missing /etc/nolink: no such file or directory",
                refused("/etc", false, new TarBytes().hardLink("nolink", "missing"))
                        .getMessage());
    }

    @Test
    void nothingIsWrittenOutside() throws Exception {
        String absolute = outside.toString();
        TarBytes hostile = new TarBytes()
                .directory(absolute)
                .symlink("a", absolute)
                .file("a/thru", nonce)
                .symlink("b", "../../../../../../../.." + absolute)
                .file("b/thru2", nonce)
                .file("/../../../../../../../.." + absolute + "/dots", nonce)
                .file(absolute + "/abs", nonce)
                .symlink("c", absolute + "/target")
                .file("c", nonce)
                .hardLink("h", "../../../../../../../.." + absolute + "/abs");
        Path made = directory.resolve("layer");
        Extracted done = files.unpack(Unpack.layer(made, List.of()), new ByteArrayInputStream(hostile.bytes()));
        assertEquals(10, done.entries());
        try (var list = Files.list(outside)) {
            assertEquals(List.of(), list.toList());
        }
        Path inside = made.resolve(outside.toString().substring(1));
        for (String name : List.of("thru", "thru2", "dots", "abs")) {
            assertEquals(nonce, Files.readString(inside.resolve(name)), name);
        }
        assertTrue(Files.isRegularFile(made.resolve("c"), LinkOption.NOFOLLOW_LINKS));
    }

    @Test
    void aTreeOfARunningProcessIsReachedThroughItsPid() throws Exception {
        Process process = new ProcessBuilder("sleep", "60").start();
        try {
            FileTree seen = new FileTree.OfProcess(process.pid());
            files.tarIn(
                    seen,
                    new TarIn(outside.toString(), false, Optional.empty()),
                    new ByteArrayInputStream(new TarBytes().file("via", nonce).bytes()));
            assertEquals(nonce, Files.readString(outside.resolve("via")));
            assertEquals(ErrorKind.NOT_FOUND, kindOf(() -> files.stat(seen, "/nope-" + nonce)));
        } finally {
            process.destroyForcibly().waitFor();
        }
        assertEquals(ErrorKind.NOT_FOUND, kindOf(() -> files.stat(new FileTree.OfProcess(process.pid()), "/")));
    }

    private static ErrorKind kindOf(Runnable action) {
        return assertThrows(EngineException.class, action::run).kind();
    }

    @Test
    void brokenArchivesAndSourcesFailTheExtraction() {
        byte[] whole = new TarBytes().file("n", "x".repeat(5000)).bytes();
        byte[] cut = Arrays.copyOf(whole, 3000);
        EngineException invalid = assertThrows(
                EngineException.class,
                () -> files.tarIn(tree, new TarIn("/etc", false, Optional.empty()), new ByteArrayInputStream(cut)));
        assertEquals(ErrorKind.INVALID, invalid.kind());
        assertEquals("unexpected EOF", invalid.getMessage());
        IOException broken = assertThrows(
                IOException.class,
                () -> files.tarIn(tree, new TarIn("/etc", false, Optional.empty()), new InputStream() {
                    @Override
                    public int read() throws IOException {
                        throw new IOException("disk " + nonce);
                    }
                }));
        assertEquals("disk " + nonce, broken.getMessage());
    }

    @Test
    void aReaderThatLeavesEarlyHarmsNobody() throws Exception {
        Files.write(root.resolve("big"), new byte[20 << 20]);
        for (int i = 0; i < 3; i++) {
            InputStream in = files.tarOut(tree, "/big");
            assertEquals('b', in.read());
            in.close();
        }
        HOST.client().ping();
        try (InputStream in = files.tarOut(tree, "/big")) {
            assertEquals((20 << 20) + 512 + 1024, in.readAllBytes().length);
        }
    }

    @Test
    void removesTreesWithoutFollowingLinks() throws Exception {
        Files.writeString(outside.resolve("kept"), nonce);
        Files.createSymbolicLink(root.resolve("to-outside"), outside);
        Path deep = root;
        for (int i = 0; i < 60; i++) {
            deep = deep.resolve("d" + i);
        }
        Files.createDirectories(deep);
        HostSession.run(
                "sh",
                "-c",
                "cd " + root
                        + "; for i in $(seq 170); do mkdir deep-deep-deep; cd deep-deep-deep; done; for j in 1 2 3 4; do cd "
                        + root + "; mv deep-deep-deep x; mkdir deep-deep-deep; mv x deep-deep-deep/y; done");
        files.removeTree(root);
        assertFalse(Files.exists(root, LinkOption.NOFOLLOW_LINKS));
        assertEquals(nonce, Files.readString(outside.resolve("kept")));
        files.removeTree(root);
        files.removeTree(root.resolve("not/there"));
    }

    @Test
    void diskUsageCountsAnInodeOnce() throws Exception {
        Path one = Files.write(Files.createDirectories(outside.resolve("d")).resolve("one"), new byte[12345]);
        Files.createLink(outside.resolve("two"), one);
        Files.write(outside.resolve("three"), new byte[100]);
        Path gone = outside.resolve("gone");
        assertEquals(List.of(12445L, 12345L, 0L), files.diskUsage(List.of(outside, one, gone)));
    }
}
