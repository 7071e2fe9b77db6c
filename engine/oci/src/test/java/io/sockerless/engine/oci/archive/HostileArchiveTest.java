package io.sockerless.engine.oci.archive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import io.sockerless.engine.model.image.Digest;
import io.sockerless.engine.oci.ContentStore;
import io.sockerless.engine.oci.ImageConfig;
import io.sockerless.engine.oci.OciJson;
import io.sockerless.engine.oci.testing.RandomImage;
import io.sockerless.engine.oci.testing.StoreFiles;
import io.sockerless.engine.oci.testing.Tars;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Archives that mean harm: each is refused as the client's fault, and nothing of it is left anywhere. */
@Timeout(60)
class HostileArchiveTest {
    private static final byte[] LAYER = new Tars().file("f", "content").bytes();
    private static final RandomImage IMAGE = RandomImage.of("amd64", List.of(LAYER));

    @TempDir
    Path directory;

    private ContentStore store;

    @BeforeEach
    void open() throws IOException {
        Files.writeString(directory.resolve("canary"), "untouched");
        store = ContentStore.open(directory.resolve("store"));
    }

    @AfterEach
    void nothingIsLeft() throws IOException {
        assertEquals(Set.of(), StoreFiles.blobs(directory.resolve("store")));
        assertEquals(List.of(directory.resolve("canary")), StoreFiles.files(directory));
        assertEquals("untouched", Files.readString(directory.resolve("canary")));
    }

    private void refused(String message, InputStream archive) {
        EngineException e = assertThrows(EngineException.class, () -> new ImageArchiveReader(store).read(archive));
        assertEquals(message, e.getMessage());
        assertEquals(ErrorKind.INVALID, e.kind());
    }

    private void refused(String message, byte[] archive) {
        refused(message, new ByteArrayInputStream(archive));
    }

    private static byte[] table(String config, String... layers) {
        return OciJson.bytes(List.of(RandomImage.table(config, List.of(layers), "a:1")));
    }

    /** A good archive, but for what the caller adds before it. */
    private static byte[] good(Tars before) {
        return before.file("c.json", IMAGE.config())
                .file("l", LAYER)
                .file("manifest.json", table("c.json", "l"))
                .bytes();
    }

    @ParameterizedTest
    @ValueSource(strings = {"../evil", "a/../../evil", "..", "/etc/cron.d/evil", "//evil", "a/..", "./../evil"})
    void namesThatLeadOut(String name) {
        String message = "invalid archive: " + name + " leads out of it";
        refused(message, good(new Tars().file(name, "x")));
        refused("invalid archive: " + name + "/ leads out of it", good(new Tars().directory(name + "/")));
        refused(message, good(new Tars().hardLink("x", name)));
        refused(
                message,
                new Tars()
                        .file("c.json", IMAGE.config())
                        .file("manifest.json", table("c.json", name))
                        .bytes());
        refused(message, new Tars().file("manifest.json", table(name, "l")).bytes());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/etc/passwd", "../../../etc/passwd", "../../../../canary", "x/../../../../etc/passwd"})
    void linksThatLeadOut(String target) {
        String blob = "blobs/sha256/" + Digest.sha256(LAYER).hex();
        refused("invalid archive: " + target + " leads out of it", good(new Tars().symlink(blob, target)));
    }

    @ParameterizedTest
    @ValueSource(
            bytes = {
                TarConstants.LF_CHR,
                TarConstants.LF_BLK,
                TarConstants.LF_FIFO,
                TarConstants.LF_GNUTYPE_SPARSE,
            })
    void whatIsNeitherFileNorDirectory(byte kind) {
        refused(
                "invalid archive: dev is neither a file nor a directory",
                good(new Tars().lying("dev", kind, 0, new byte[0])));
    }

    @Test
    void aSparseFileOfGigabytes() {
        ByteArrayOutputStream pax = new ByteArrayOutputStream();
        pax.writeBytes(pax("GNU.sparse.size=2000000000"));
        pax.writeBytes(pax("GNU.sparse.map=0,4"));
        refused(
                "invalid archive: holes is neither a file nor a directory",
                good(new Tars()
                        .lying("pax", (byte) 'x', pax.size(), pax.toByteArray())
                        .file("holes", "data")));
    }

    private static byte[] pax(String record) {
        int length = record.length() + 2;
        int digits = String.valueOf(length).length();
        length = String.valueOf(length + digits).length() == digits ? length + digits : length + digits + 1;
        return (length + " " + record + "\n").getBytes();
    }

    @Test
    void linksThatLeadNowhere() {
        Tars loop = new Tars().symlink("a", "b").symlink("b", "a").symlink("self", "self/self");
        refused(
                "invalid archive: does not contain a",
                loop.file("c.json", IMAGE.config())
                        .file("manifest.json", table("c.json", "a"))
                        .bytes());
        refused(
                "invalid archive: does not contain self",
                new Tars()
                        .symlink("self", "self/x")
                        .file("manifest.json", table("self"))
                        .bytes());
        refused(
                "invalid archive: does not contain dir",
                new Tars().directory("dir/").file("manifest.json", table("dir")).bytes());
    }

    @Test
    void whatIsMissing() {
        refused("unexpected EOF", new byte[0]);
        refused("unexpected EOF", new byte[1024]);
        refused(
                "invalid archive: does not contain a manifest.json",
                new Tars().file("x", "y").bytes());
        refused(
                "invalid archive: does not contain c.json",
                new Tars().file("manifest.json", table("c.json")).bytes());
        refused(
                "invalid archive: does not contain l",
                new Tars()
                        .file("c.json", IMAGE.config())
                        .file("manifest.json", table("c.json", "l"))
                        .bytes());
        refused(
                "invalid archive: does not contain ",
                new Tars().file("manifest.json", "[{}]").bytes());
    }

    @Test
    void whatIsNoArchive() {
        refused("archive/tar: invalid tar header", "hello world".repeat(1000).getBytes());
        refused("unexpected EOF", "hello".getBytes());
        refused(
                "archive/tar: invalid tar header",
                RandomImage.gzip("hello world".repeat(1000).getBytes()));
        for (String magic : List.of("1f8b08ff", "28b52ffd", "425a68", "fd377a585a00")) {
            byte[] bytes = Arrays.copyOf(java.util.HexFormat.of().parseHex(magic), 2000);
            EngineException e = assertThrows(
                    EngineException.class,
                    () -> new ImageArchiveReader(store).read(new ByteArrayInputStream(bytes)),
                    magic);
            assertEquals(ErrorKind.INVALID, e.kind(), e.getMessage());
        }
    }

    @Test
    void everyCut() {
        byte[] plain = good(new Tars());
        byte[] whole = Arrays.copyOf(plain, plain.length - 1024);
        int last = whole.length - 512 - 512; // where the last entry begins
        for (int length = 1; length <= last; length += 37) {
            cut(Arrays.copyOf(whole, length));
        }
        byte[] gzip = RandomImage.gzip(plain);
        for (int length = 10; length < gzip.length; length += 37) {
            cut(Arrays.copyOf(gzip, length));
        }
    }

    private void cut(byte[] archive) {
        EngineException e = assertThrows(
                EngineException.class, () -> new ImageArchiveReader(store).read(new ByteArrayInputStream(archive)));
        assertEquals(ErrorKind.INVALID, e.kind());
    }

    @Test
    void aClientThatGoesAway() throws IOException {
        InputStream broken = new SequenceInputStream(
                new ByteArrayInputStream(Arrays.copyOf(good(new Tars()), 1600)), new InputStream() {
                    @Override
                    public int read() throws IOException {
                        throw new IOException("connection reset");
                    }
                });
        assertThrows(EngineException.class, () -> new ImageArchiveReader(store).read(broken));
    }

    @Test
    void whatIsDeclaredButDoesNotCome() {
        for (long size : new long[] {1L << 33, Long.MAX_VALUE / 2}) {
            refused(
                    "unexpected EOF",
                    new Tars()
                            .lying("big", TarConstants.LF_NORMAL, size, new byte[5000])
                            .cut());
        }
    }

    @Test
    void layersThatAreNotThoseOfTheConfig() {
        RandomImage other = RandomImage.of(1, 5);
        refused(
                "invalid diffID for layer 0: expected \"" + other.diffId(0) + "\", got \"" + IMAGE.diffId(0) + "\"",
                new Tars()
                        .file("c", other.config())
                        .file("l", LAYER)
                        .file("manifest.json", table("c", "l"))
                        .bytes());
        refused(
                "invalid manifest, layers length mismatch: expected 2, got 1",
                new Tars()
                        .file("c", IMAGE.config())
                        .file("l", LAYER)
                        .file("manifest.json", table("c", "l", "l"))
                        .bytes());
        refused(
                "invalid archive: cannot decompress l: unexpected EOF",
                new Tars()
                        .file("c", IMAGE.config())
                        .file("l", Arrays.copyOf(RandomImage.gzip(LAYER), 40))
                        .file("manifest.json", table("c", "l"))
                        .bytes());
    }

    /** The first image is good; still nothing is stored. */
    @Test
    void oneBadImageOfTwo() {
        byte[] table = OciJson.bytes(List.of(
                RandomImage.table("c.json", List.of("l"), "a:1"), RandomImage.table("none", List.of("l"), "b:1")));
        refused(
                "invalid archive: does not contain none",
                new Tars()
                        .file("c.json", IMAGE.config())
                        .file("l", LAYER)
                        .file("manifest.json", table)
                        .bytes());
    }

    @Test
    void tagsThatAreNone() {
        for (var bad : List.of(
                List.of("UPPER", "invalid reference format: repository name must be lowercase"),
                List.of("x", "invalid tag \"x\""),
                List.of("x@sha256:" + "a".repeat(64), "invalid tag \"x@sha256:" + "a".repeat(64) + "\""))) {
            byte[] table = OciJson.bytes(List.of(RandomImage.table("c.json", List.of("l"), bad.get(0))));
            refused(
                    bad.get(1),
                    new Tars()
                            .file("c.json", IMAGE.config())
                            .file("l", LAYER)
                            .file("manifest.json", table)
                            .bytes());
        }
    }

    @Test
    void documentsThatAreNone() {
        refused("invalid image JSON, no RootFS key", archive("{\"os\":\"linux\"}".getBytes()));
        for (String json : List.of("{", "{}", "null", "nonsense", "[1]", "[".repeat(100_000), "[{},".repeat(100_000))) {
            cut(new Tars().file("manifest.json", json).bytes());
            cut(new Tars().file("index.json", json).bytes());
            cut(new Tars()
                    .file("repositories", json.startsWith("{}") ? "[]" : json)
                    .bytes());
            cut(archive(json.getBytes()));
        }
        cut(archive("{\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[\"sha256:../../etc\"]}}".getBytes()));
    }

    private static byte[] archive(byte[] config) {
        return new Tars()
                .file("c.json", config)
                .file("l", LAYER)
                .file("manifest.json", table("c.json", "l"))
                .bytes();
    }

    @Test
    void documentsThatAreTooLong() {
        int limit = ImageConfig.MAX_BYTES;
        byte[] huge = new byte[limit + 1];
        refused("invalid archive: c.json is longer than " + limit + " bytes", archive(huge));
        refused(
                "invalid archive: manifest.json is longer than " + limit + " bytes",
                new Tars().file("manifest.json", huge).bytes());
        // as wide as the limit lets it be
        byte[] wide = ("[" + "{},".repeat((limit - 10) / 3) + "{}]").getBytes();
        cut(new Tars().file("manifest.json", wide).bytes());
    }

    @Test
    void tooManyEntries() {
        Tars tar = new Tars();
        for (int i = 0; i <= 100_000; i++) {
            tar.directory("d/");
        }
        refused("invalid archive: more than 100000 entries", tar.bytes());
    }

    @Test
    void namesThatFillTheHeap() {
        Tars tar = new Tars();
        byte[] name = ("n".repeat(100_000) + "\0").getBytes();
        for (int i = 0; i < 100; i++) {
            tar.lying("././@LongLink", TarConstants.LF_GNUTYPE_LONGNAME, name.length, name)
                    .directory("d/");
        }
        refused("invalid archive: its names are longer than 8388608 characters", tar.bytes());
    }

    /** More zeros than the heap has room for, in some kilobytes: inflated bit by bit, and thrown away. */
    @Test
    void aBombOfALayer() throws IOException {
        ByteArrayOutputStream bomb = new ByteArrayOutputStream();
        byte[] member = RandomImage.gzip(new byte[16 << 20]);
        for (int i = 0; i < 40; i++) {
            bomb.writeBytes(member);
        }
        byte[] archive = new Tars()
                .file("c.json", IMAGE.config())
                .file("l", bomb.toByteArray())
                .file("manifest.json", table("c.json", "l"))
                .bytes();
        EngineException e = assertThrows(
                EngineException.class, () -> new ImageArchiveReader(store).read(new ByteArrayInputStream(archive)));
        assertTrue(e.getMessage().startsWith("invalid diffID for layer 0"), e.getMessage());
    }

    @Test
    void aBombOfATable() {
        byte[] zeros = new byte[64 << 20];
        refused(
                "invalid archive: manifest.json is longer than " + (8 << 20) + " bytes",
                RandomImage.gzip(new Tars().file("manifest.json", zeros).bytes()));
    }

    /** Parents that lead in a circle, and ids that are paths, in an archive from before 2016. */
    @Test
    void oldArchives() {
        String id = "a".repeat(64);
        refused(
                "invalid archive: layer " + id + " is its own parent",
                new Tars()
                        .file("repositories", "{\"x\":{\"1\":\"" + id + "\"}}")
                        .file(id + "/json", "{\"parent\":\"" + id + "\"}")
                        .bytes());
        refused(
                "image ID \"../../etc\" is invalid",
                new Tars().file("repositories", "{\"x\":{\"1\":\"../../etc\"}}").bytes());
        refused(
                "invalid archive: does not contain " + id + "/layer.tar",
                new Tars()
                        .file("repositories", "{\"x\":{\"1\":\"" + id + "\"}}")
                        .file(id + "/json", "{}")
                        .bytes());
    }
}
