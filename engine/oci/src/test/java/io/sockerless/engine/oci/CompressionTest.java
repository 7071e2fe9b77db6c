package io.sockerless.engine.oci;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sockerless.engine.oci.testing.RandomImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.commons.compress.compressors.CompressorStreamFactory;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipParameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class CompressionTest {
    private final byte[] bytes = RandomImage.random(123_456);

    private static byte[] compressed(Compression kind, byte[] bytes) throws Exception {
        return switch (kind) {
            case NONE -> bytes;
            case GZIP -> RandomImage.gzip(bytes);
            case ZSTD -> RandomImage.zstd(bytes);
            case BZIP2, XZ -> {
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                String name = kind == Compression.XZ ? CompressorStreamFactory.XZ : CompressorStreamFactory.BZIP2;
                try (var compressor = new CompressorStreamFactory().createCompressorOutputStream(name, out)) {
                    compressor.write(bytes);
                }
                yield out.toByteArray();
            }
        };
    }

    private static byte[] inflate(byte[] compressed) throws IOException {
        try (InputStream in = Compression.inflate(new ByteArrayInputStream(compressed))) {
            return in.readAllBytes();
        }
    }

    @ParameterizedTest
    @EnumSource(Compression.class)
    void everyKindComesBack(Compression kind) throws Exception {
        byte[] compressed = compressed(kind, bytes);
        assertSame(kind, Compression.detect(new ByteArrayInputStream(compressed)));
        assertArrayEquals(bytes, inflate(compressed));
        assertArrayEquals(new byte[0], inflate(compressed(kind, new byte[0])));
    }

    @ParameterizedTest
    @EnumSource(
            value = Compression.class,
            names = {"GZIP", "ZSTD", "BZIP2", "XZ"})
    void aCutIsNoEnd(Compression kind) throws Exception {
        byte[] whole = compressed(kind, Arrays.copyOf(bytes, 5000));
        for (int length = 6; length < whole.length; length += whole.length / 40 + 1) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThrows(IOException.class, () -> inflate(cut), kind + " cut at " + length);
        }
    }

    @Test
    void gzipInSeveralMembers() throws IOException {
        InputStream two = new SequenceInputStream(
                new ByteArrayInputStream(RandomImage.gzip(Arrays.copyOf(bytes, 1000))),
                new ByteArrayInputStream(RandomImage.gzip(Arrays.copyOfRange(bytes, 1000, 3000))));
        try (InputStream in = Compression.inflate(two)) {
            assertArrayEquals(Arrays.copyOf(bytes, 3000), in.readAllBytes());
        }
    }

    @Test
    void gzipWithEveryHeaderField() throws IOException {
        GzipParameters parameters = new GzipParameters();
        parameters.setFileName("a name");
        parameters.setComment("a comment");
        parameters.setHeaderCRC(true);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (var gzip = new GzipCompressorOutputStream(out, parameters)) {
            gzip.write(bytes);
        }
        assertArrayEquals(bytes, inflate(out.toByteArray()));
    }

    @Test
    void gzipThatIsDamaged() {
        byte[] gzip = RandomImage.gzip(new byte[1000]);
        damaged("gzip: invalid checksum", changed(gzip, gzip.length - 8));
        damaged("gzip: invalid checksum", changed(gzip, gzip.length - 1));
        damaged("gzip: invalid header", changed(gzip, 3));
        damaged("flate: corrupt input", changed(gzip, 10));
        damaged("gzip: invalid header", Arrays.copyOf(gzip, gzip.length + 3));
        assertEquals(EOFException.class, damaged("unexpected EOF", Arrays.copyOf(gzip, gzip.length - 1)));
    }

    private static byte[] changed(byte[] bytes, int at) {
        byte[] out = bytes.clone();
        out[at] ^= (byte) 0xff;
        return out;
    }

    private static Class<?> damaged(String message, byte[] gzip) {
        IOException e = assertThrows(IOException.class, () -> inflate(gzip));
        assertEquals(message, e.getMessage());
        return e.getCause().getClass();
    }

    /** A header field without an end, longer than the heap. */
    @Test
    void aGzipHeaderIsNotKept() throws IOException {
        byte[] header = {0x1f, (byte) 0x8b, 8, 1 << 3, 0, 0, 0, 0, 0, 0};
        InputStream endless = new SequenceInputStream(new ByteArrayInputStream(header), new Same('x', 600L << 20));
        try (InputStream in = Compression.inflate(endless)) {
            assertThrows(IOException.class, in::read);
        }
    }

    /** The stream's header asks for a dictionary of 1.5 GiB. */
    @Test
    void anXzDictionaryHasALimit() throws Exception {
        byte[] xz = compressed(Compression.XZ, new byte[10]);
        // block header: size, flags, filter id, properties size, dictionary size; then its CRC32
        xz[16] = 37;
        java.util.zip.CRC32 crc = new java.util.zip.CRC32();
        crc.update(xz, 12, 8);
        for (int i = 0; i < 4; i++) {
            xz[20 + i] = (byte) (crc.getValue() >>> 8 * i);
        }
        IOException e = assertThrows(IOException.class, () -> inflate(xz));
        assertTrue(e.getMessage().contains("would be needed; limit was"), e.getMessage());
    }

    @ParameterizedTest
    @EnumSource(
            value = Compression.class,
            names = {"GZIP", "ZSTD"})
    void aBombIsInflatedBitByBit(Compression kind) throws Exception {
        byte[] bomb = compressed(kind, new byte[64 << 20]);
        assertTrue(bomb.length < 100_000);
        try (InputStream in = Compression.inflate(new ByteArrayInputStream(bomb))) {
            assertEquals(64 << 20, in.transferTo(java.io.OutputStream.nullOutputStream()));
        }
    }

    @Test
    void gzippingIsReproducible() throws IOException {
        byte[] once;
        try (InputStream in = Compression.gzip(new ByteArrayInputStream(bytes))) {
            once = in.readAllBytes();
        }
        try (InputStream in = Compression.gzip(new ByteArrayInputStream(bytes))) {
            assertArrayEquals(once, in.readAllBytes());
        }
        assertArrayEquals(bytes, inflate(once));
        assertArrayEquals(bytes, new java.util.zip.GZIPInputStream(new ByteArrayInputStream(once)).readAllBytes());
    }

    @Test
    void closingEarlyClosesTheSource() throws IOException {
        AtomicBoolean closed = new AtomicBoolean();
        InputStream source = new ByteArrayInputStream(RandomImage.gzip(bytes)) {
            @Override
            public void close() {
                closed.set(true);
            }
        };
        InputStream in = Compression.inflate(source);
        in.read();
        in.close();
        assertTrue(closed.get());
        assertThrows(IOException.class, in::read);
    }

    /** Whatever ends the reading thread, its consumer hears of it. */
    @Test
    void anErrorDoesNotHang() throws IOException {
        InputStream source = new SequenceInputStream(
                new ByteArrayInputStream(Arrays.copyOf(RandomImage.gzip(bytes), 1000)), new InputStream() {
                    @Override
                    public int read() {
                        throw new OutOfMemoryError("pretended");
                    }
                });
        try (InputStream in = Compression.inflate(source)) {
            IOException e = assertThrows(IOException.class, in::readAllBytes);
            assertEquals("pretended", e.getMessage());
        }
    }

    @Test
    void aWaitingConsumerCanBeInterrupted() throws Exception {
        InputStream never = new SequenceInputStream(
                new ByteArrayInputStream(new byte[] {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, 0}), new InputStream() {
                    @Override
                    public int read() throws IOException {
                        try {
                            Thread.sleep(Duration.ofDays(1));
                            return -1;
                        } catch (InterruptedException e) {
                            throw new IOException(e);
                        }
                    }
                });
        try (InputStream in = Compression.inflate(never)) {
            Thread.currentThread().interrupt();
            assertThrows(IOException.class, in::read);
            assertTrue(Thread.interrupted());
        }
    }

    /** The same byte so many times. */
    static final class Same extends InputStream {
        private final int value;
        private long left;

        Same(int value, long count) {
            this.value = value;
            this.left = count;
        }

        @Override
        public int read() {
            return left-- > 0 ? value : -1;
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            if (left <= 0) {
                return -1;
            }
            int n = (int) Math.min(left, length);
            Arrays.fill(target, offset, offset + n, (byte) value);
            left -= n;
            return n;
        }
    }
}
