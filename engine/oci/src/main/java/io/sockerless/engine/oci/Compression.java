package io.sockerless.engine.oci;

import com.github.luben.zstd.ZstdInputStream;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/** How a tar stream is compressed, told from its first bytes and never from a name or a media type. */
public enum Compression {
    NONE(new byte[0]),
    GZIP(new byte[] {0x1f, (byte) 0x8b, 0x08}),
    ZSTD(new byte[] {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd}),
    BZIP2(new byte[] {0x42, 0x5a, 0x68}),
    XZ(new byte[] {(byte) 0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00});

    private static final int LONGEST_MAGIC = 6;
    private static final int BUFFER = 128 << 10;

    /** What {@code xz -9} needs for its dictionary, and a little more. */
    private static final int XZ_MEMORY_KIB = 80 << 10;

    private final byte[] magic;

    Compression(byte[] magic) {
        this.magic = magic;
    }

    /** Looks at the first bytes of a stream that supports mark, and leaves them to be read. */
    public static Compression detect(InputStream in) throws IOException {
        in.mark(LONGEST_MAGIC);
        byte[] first = in.readNBytes(LONGEST_MAGIC);
        in.reset();
        for (Compression c : values()) {
            if (c != NONE && Arrays.mismatch(first, c.magic) == c.magic.length || Arrays.equals(first, c.magic)) {
                return c;
            }
        }
        return NONE;
    }

    /**
     * The uncompressed bytes of a stream, compressed or not. Inflating happens on a thread of its own, some buffers
     * ahead of the reader. Closing closes {@code in}.
     */
    public static InputStream inflate(InputStream in) throws IOException {
        InputStream buffered = in.markSupported() ? in : new BufferedInputStream(in, BUFFER);
        try {
            Compression compression = detect(buffered);
            return compression == NONE ? buffered : new ReadAhead(new Decoding(compression, buffered));
        } catch (IOException | RuntimeException e) {
            in.close();
            throw e;
        }
    }

    /**
     * The gzip form of a stream; the same bytes always give the same bytes. Compressing happens on a thread of its own.
     * Closing closes {@code in}.
     */
    public static InputStream gzip(InputStream in) {
        return new ReadAhead(new GzipInput(in));
    }

    private InputStream decoder(InputStream in) throws IOException {
        return switch (this) {
            case NONE -> in;
            case GZIP -> new GunzipInput(in);
            case ZSTD -> new ZstdInputStream(in);
            case BZIP2 -> new BZip2CompressorInputStream(in, true);
            case XZ ->
                XZCompressorInputStream.builder()
                        .setInputStream(in)
                        .setDecompressConcatenated(true)
                        .setMemoryLimitKiB(XZ_MEMORY_KIB)
                        .get();
        };
    }

    /** Makes its decoder when it is first read, so that a damaged beginning fails like a damaged end. */
    private static final class Decoding extends InputStream {
        private final Compression kind;
        private InputStream in;
        private boolean begun;

        Decoding(Compression kind, InputStream in) {
            this.kind = kind;
            this.in = in;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            if (!begun) {
                in = kind.decoder(in);
                begun = true;
            }
            return in.read(target, offset, length);
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }

    /** The media type of a layer that is compressed like this; bzip2 and xz have none. */
    public String ociLayerType() {
        return switch (this) {
            case NONE, BZIP2, XZ -> MediaTypes.OCI_LAYER;
            case GZIP -> MediaTypes.OCI_LAYER_GZIP;
            case ZSTD -> MediaTypes.OCI_LAYER_ZSTD;
        };
    }
}
