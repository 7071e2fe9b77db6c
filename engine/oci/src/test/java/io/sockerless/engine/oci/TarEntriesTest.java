package io.sockerless.engine.oci;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import io.sockerless.engine.oci.testing.Tars;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class TarEntriesTest {
    private static List<String> names(InputStream in) throws IOException {
        List<String> out = new ArrayList<>();
        try (TarEntries entries = new TarEntries(in)) {
            for (Optional<TarArchiveEntry> e = entries.next(); e.isPresent(); e = entries.next()) {
                out.add(e.get().getName());
            }
        }
        return out;
    }

    private static List<String> names(byte[] tar) throws IOException {
        return names(new ByteArrayInputStream(tar));
    }

    private static void refused(String message, InputStream tar) {
        EngineException e = assertThrows(EngineException.class, () -> names(tar));
        assertEquals(message, e.getMessage());
        assertEquals(ErrorKind.INVALID, e.kind());
    }

    @Test
    void entriesInTheirOrderHalfRead() throws IOException {
        byte[] tar = new Tars()
                .file("a", "0123456789".repeat(1000))
                .directory("d/")
                .symlink("s", "a")
                .file("empty", "")
                .file("z", "x")
                .bytes();
        try (TarEntries entries = new TarEntries(new ByteArrayInputStream(tar))) {
            assertEquals("a", entries.next().orElseThrow().getName());
            assertEquals(7, entries.read(new byte[7]));
            assertEquals("d/", entries.next().orElseThrow().getName());
            assertEquals(-1, entries.read(new byte[7]));
            assertEquals("s", entries.next().orElseThrow().getName());
            assertEquals("empty", entries.next().orElseThrow().getName());
            assertEquals("z", entries.next().orElseThrow().getName());
            byte[] one = new byte[10];
            assertEquals(1, entries.read(one));
            assertEquals('x', one[0]);
            assertTrue(entries.next().isEmpty());
            assertTrue(entries.next().isEmpty());
        }
    }

    @Test
    void noBytesAndNoEntries() throws IOException {
        TarEntries none = new TarEntries(InputStream.nullInputStream());
        assertTrue(none.next().isEmpty());
        assertFalse(none.hasBytes());
        TarEntries empty = new TarEntries(new ByteArrayInputStream(new byte[1024]));
        assertTrue(empty.next().isEmpty());
        assertTrue(empty.hasBytes());
    }

    @Test
    void everyCut() throws IOException {
        byte[] tar = new Tars().file("a", "b".repeat(700)).file("c", "d").cut();
        for (int length = 1; length < tar.length; length++) {
            byte[] cut = Arrays.copyOf(tar, length);
            if (length >= 512 + 700 && length <= 512 + 1024) {
                assertEquals(List.of("a"), names(cut)); // an end without its zeros, as some programs write it
            } else if (length > 1536 + 512) {
                assertEquals(List.of("a", "c"), names(cut)); // nor the zeros of the last file
            } else {
                refused("unexpected EOF", new ByteArrayInputStream(cut));
            }
        }
    }

    @Test
    void whatIsNoTar() {
        refused(
                "archive/tar: invalid tar header",
                new ByteArrayInputStream("hello world".repeat(100).getBytes()));
        refused("unexpected EOF", new ByteArrayInputStream("hello".getBytes()));
    }

    @Test
    void moreIsDeclaredThanComes() {
        for (long size : new long[] {513, (1L << 33) - 1, 1L << 60}) {
            byte[] tar = new Tars()
                    .lying("a", TarConstants.LF_NORMAL, size, new byte[512])
                    .cut();
            refused("unexpected EOF", new ByteArrayInputStream(tar));
        }
    }

    /** Names and extended headers of a gigabyte: refused long before they are read. */
    @ParameterizedTest
    @ValueSource(bytes = {TarConstants.LF_GNUTYPE_LONGNAME, TarConstants.LF_GNUTYPE_LONGLINK, 'x', 'g'})
    void headersHaveALimit(byte kind) {
        byte[] start = new Tars().lying("h", kind, 1L << 30, new byte[0]).cut();
        byte[] record = "1000000000 path=".getBytes(StandardCharsets.US_ASCII);
        InputStream endless = new SequenceInputStream(
                new SequenceInputStream(new ByteArrayInputStream(start), new ByteArrayInputStream(record)),
                new CompressionTest.Same('x', 1L << 30));
        refused("archive/tar: invalid tar header", endless);
    }

    /** Each header of such a chain costs the library some stack; the daemon's threads have half a mebibyte. */
    @ParameterizedTest
    @ValueSource(bytes = {TarConstants.LF_GNUTYPE_LONGNAME, 'x', 'g'})
    void aChainOfHeaders(byte kind) throws Exception {
        Tars chain = new Tars();
        for (int i = 0; i < 20_000; i++) {
            chain.lying("h", kind, 0, new byte[0]);
        }
        byte[] tar = chain.file("a", "").bytes();
        FutureTask<Void> task =
                new FutureTask<>(() -> refused("archive/tar: invalid tar header", new ByteArrayInputStream(tar)), null);
        new Thread(null, task, "small", 512 << 10).start();
        task.get();
    }

    @Test
    void aLongNameIsFine() throws IOException {
        String name = "n/".repeat(2000) + "e";
        byte[] tar = new Tars()
                .lying("././@LongLink", TarConstants.LF_GNUTYPE_LONGNAME, name.length() + 1, (name + "\0").getBytes())
                .file("short", "x")
                .bytes();
        assertEquals(List.of(name), names(tar));
    }
}
