package io.sockerless.frontends.buildkit.fsutil;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.sockerless.engine.model.EngineException;
import io.sockerless.frontends.buildkit.wire.fsutil.Packet;
import io.sockerless.frontends.buildkit.wire.fsutil.Packet.PacketType;
import io.sockerless.frontends.buildkit.wire.fsutil.Stat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TreeReceiverTest {
    private static final long TIME = 1_700_000_000_123_456_789L;

    @TempDir
    private Path directory;

    private Path root;

    private List<Packet> receive(Object... entries) throws IOException {
        root = Files.createDirectories(directory.resolve("root"));
        List<Packet> answers = new ArrayList<>();
        try (TreeReceiver receiver = new TreeReceiver(new Tree(root), answers::add, _ -> {})) {
            for (Object entry : entries) {
                Packet packet = entry instanceof Stat stat
                        ? Packet.newBuilder()
                                .setType(PacketType.PACKET_STAT)
                                .setStat(stat)
                                .build()
                        : (Packet) entry;
                assertFalse(receiver.accept(packet));
            }
            return answers;
        }
    }

    private static Stat stat(String path, int mode, String link, long size) {
        return Stat.newBuilder()
                .setPath(path)
                .setMode(mode)
                .setLinkname(link)
                .setSize(size)
                .setModTime(TIME)
                .build();
    }

    private static Stat file(String path, long size) {
        return stat(path, 0640, "", size);
    }

    private static Stat directory(String path) {
        return stat(path, FileKind.GO_DIRECTORY | 0750, "", 0);
    }

    private static Stat link(String path, String target) {
        return stat(path, FileKind.GO_SYMLINK | 0777, target, 0);
    }

    private static Packet data(int id, String text) {
        return Packet.newBuilder()
                .setType(PacketType.PACKET_DATA)
                .setID(id)
                .setData(ByteString.copyFromUtf8(text))
                .build();
    }

    private static Packet end() {
        return Packet.newBuilder().setType(PacketType.PACKET_STAT).build();
    }

    @Test
    void aTreeBecomesWhatIsNamed() throws IOException {
        String word = UUID.randomUUID().toString();
        List<Packet> answers = receive(
                directory("d"),
                file("d/f", word.length()),
                stat("d/h", 0640, "d/f", 0),
                link("l", "d/f"),
                end(),
                data(1, word),
                data(1, ""));
        assertEquals(
                List.of(PacketType.PACKET_REQ, PacketType.PACKET_FIN),
                answers.stream().map(Packet::getType).toList());
        assertEquals(1, answers.getFirst().getID());
        assertEquals(word, Files.readString(root.resolve("d/h")));
        assertEquals(Path.of("d/f"), Files.readSymbolicLink(root.resolve("l")));
        assertEquals(
                Files.getAttribute(root.resolve("d/f"), "unix:ino"),
                Files.getAttribute(root.resolve("d/h"), "unix:ino"));
        assertEquals(0640, (int) Files.getAttribute(root.resolve("d/f"), "unix:mode") & 07777);
        assertEquals(0750, (int) Files.getAttribute(root.resolve("d"), "unix:mode") & 07777);
        assertEquals(TIME, Files.getLastModifiedTime(root.resolve("d")).to(java.util.concurrent.TimeUnit.NANOSECONDS));
    }

    @Test
    void onlyWhatChangedIsAskedFor() throws IOException {
        receive(file("a", 1), file("b", 1), end(), data(0, "x"), data(0, ""), data(1, "y"), data(1, ""));
        List<Packet> answers = receive(file("a", 1), file("b", 2), end(), data(1, "zz"), data(1, ""));
        assertEquals(1, answers.getFirst().getID());
        assertEquals(2, answers.size());
        assertEquals("x", Files.readString(root.resolve("a")));
        assertEquals("zz", Files.readString(root.resolve("b")));
    }

    @Test
    void whatIsNotNamedGoesAndKindsMayChange() throws IOException {
        receive(directory("d"), file("d/f", 0), file("e", 0), end(), data(1, ""), data(2, ""));
        List<Packet> answers = receive(link("d", "e"), directory("e"), end());
        assertEquals(PacketType.PACKET_FIN, answers.getLast().getType());
        assertTrue(Files.isSymbolicLink(root.resolve("d")));
        assertTrue(Files.isDirectory(root.resolve("e"), LinkOption.NOFOLLOW_LINKS));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "../x", "/x", "a/../x", "a//b", "./a", "missing/x", "out/x"})
    void nothingReachesOutside(String path) throws IOException {
        Path outside = Files.createDirectory(directory.resolve("outside"));
        assertThrows(
                EngineException.class,
                () -> receive(directory("a"), link("out", outside.toString()), file(path, 0), end()));
        try (var left = Files.list(outside)) {
            assertEquals(List.of(), left.toList());
        }
        assertFalse(Files.exists(directory.resolve("x")));
    }

    @Test
    void aLinkFromAnEarlierTransferIsNoWayOut() throws IOException {
        Path outside = Files.createDirectory(directory.resolve("outside"));
        receive(link("d", outside.toString()), end());
        receive(directory("d"), file("d/x", 1), end(), data(1, "x"), data(1, ""));
        assertFalse(Files.exists(outside.resolve("x")));
        assertEquals("x", Files.readString(root.resolve("d/x")));
    }

    @Test
    void hardLinksNameFilesOfTheTreeOnly() {
        assertThrows(EngineException.class, () -> receive(stat("h", 0644, "/etc/passwd", 0), end()));
        assertThrows(EngineException.class, () -> receive(link("l", "/etc/passwd"), stat("m", 0644, "l", 0), end()));
    }

    @Test
    void contentMustHaveBeenAskedFor() {
        assertThrows(EngineException.class, () -> receive(directory("d"), data(0, "x")));
        assertThrows(EngineException.class, () -> receive(file("a", 0), file("a", 0)));
        assertThrows(EngineException.class, () -> receive(end(), file("late", 0)));
    }
}
