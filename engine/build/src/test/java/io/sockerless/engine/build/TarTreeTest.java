package io.sockerless.engine.build;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sockerless.engine.model.EngineException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TarTreeTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes);

    @TempDir
    private Path directory;

    private void link(String name, byte type, String target) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name, type, true);
        entry.setLinkName(target);
        tar.putArchiveEntry(entry);
        tar.closeArchiveEntry();
    }

    private void device(String name, byte type, int major, int minor) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name, type, true);
        entry.setDevMajor(major);
        entry.setDevMinor(minor);
        tar.putArchiveEntry(entry);
        tar.closeArchiveEntry();
    }

    private void file(String name, String content) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name, true);
        entry.setSize(content.length());
        tar.putArchiveEntry(entry);
        tar.write(content.getBytes(StandardCharsets.UTF_8));
        tar.closeArchiveEntry();
    }

    private TarTree tree() throws IOException {
        tar.finish();
        return TarTree.read(new ByteArrayInputStream(bytes.toByteArray()), directory);
    }

    private static String text(TarTree tree, String path) throws IOException {
        try (InputStream in = tree.open(tree.follow(path).orElseThrow())) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void linksLeadNowhereElse() throws IOException {
        String inside = UUID.randomUUID().toString();
        file("etc/passwd", inside);
        link("absolute", TarConstants.LF_SYMLINK, "/etc/passwd");
        link("climbing", TarConstants.LF_SYMLINK, "../../../../../etc/passwd");
        link("away", TarConstants.LF_SYMLINK, "/etc");
        link("hard", TarConstants.LF_LINK, "../../etc/passwd");
        link("root", TarConstants.LF_SYMLINK, "/proc/self/root");
        link("loop", TarConstants.LF_SYMLINK, "loop");
        file("../../../escaped", inside);
        try (TarTree tree = tree()) {
            for (String path : new String[] {"absolute", "climbing", "away/passwd", "hard", "escaped"}) {
                assertEquals(inside, text(tree, path), path);
            }
            assertTrue(tree.follow("root/etc/passwd").isEmpty());
            assertThrows(EngineException.class, () -> tree.follow("loop"));
        }
    }

    @Test
    void devicesStayDevices() throws IOException {
        device("null", TarConstants.LF_CHR, 1, 3);
        device("disk", TarConstants.LF_BLK, 8, 17);
        try (TarTree tree = tree()) {
            LayerEntries layer = new LayerEntries();
            for (Node node : tree.below("")) {
                layer.put(node, () -> tree.open(node));
            }
            ByteArrayOutputStream written = new ByteArrayOutputStream();
            layer.writeTo(written);
            try (TarTree again = TarTree.read(new ByteArrayInputStream(written.toByteArray()), directory)) {
                assertEquals(
                        Map.of("null", "CHARACTERS 1:3", "disk", "BLOCKS 8:17"),
                        Map.of("null", told(again, "null"), "disk", told(again, "disk")));
            }
        }
    }

    private static String told(TarTree tree, String path) {
        Node node = tree.find(path).orElseThrow();
        return node.kind() + " " + node.link();
    }

    /** It would delete files of the layers below. */
    @Test
    void theMarkOfADeletedFileIsNoDevice() throws IOException {
        device("gone", TarConstants.LF_CHR, 0, 0);
        assertThrows(EngineException.class, this::tree);
        assertNothingLeft();
    }

    @Test
    void aBombStopsBeforeTheDiskIsFull() throws IOException {
        long[] room = {(512L + 200) << 20};
        InputStream endless = new InputStream() {
            private final byte[] head = head();
            private long at;

            @Override
            public int read() {
                room[0]--;
                return at < head.length ? head[(int) at++] & 0xff : 0;
            }

            @Override
            public int read(byte[] into, int offset, int length) {
                if (at < head.length) {
                    into[offset] = (byte) read();
                    return 1;
                }
                java.util.Arrays.fill(into, offset, offset + length, (byte) 0);
                room[0] -= length;
                return length;
            }
        };
        EngineException e = assertThrows(EngineException.class, () -> TarTree.read(endless, directory, () -> room[0]));
        assertEquals("no space left on device: the files of this build would fill the disk", e.getMessage());
        assertTrue(room[0] > 400L << 20, () -> room[0] + " left");
        assertNothingLeft();
    }

    /** Of a file of a terabyte. */
    private static byte[] head() {
        byte[] header = new byte[512];
        TarArchiveEntry entry = new TarArchiveEntry("zeros", true);
        entry.setSize(1L << 40);
        entry.writeEntryHeader(header);
        return header;
    }

    private void assertNothingLeft() throws IOException {
        try (Stream<Path> left = Files.list(directory)) {
            assertArrayEquals(new Object[0], left.toArray());
        }
    }
}
