package io.sockerless.engine.oci;

import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** The gzip form of a stream (RFC 1952), without a name or a time: the same bytes always give the same bytes. */
final class GzipInput extends InputStream {
    private static final byte UNKNOWN_SYSTEM = (byte) 0xff;
    private static final byte[] HEADER = {0x1f, (byte) 0x8b, Deflater.DEFLATED, 0, 0, 0, 0, 0, 0, UNKNOWN_SYSTEM};
    private static final int TRAILER = 8;

    /** Of real layers it makes some two percent more than the usual level, in little more than half the time. */
    private static final int LEVEL = 4;

    private final InputStream in;
    private final Deflater deflater = new Deflater(LEVEL, true);
    private final CRC32 crc = new CRC32();
    private final byte[] buffer = new byte[128 << 10];
    private byte[] pending = HEADER;
    private int position;
    private boolean trailed;

    GzipInput(InputStream in) {
        this.in = in;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (position < pending.length) {
            int n = Math.min(length, pending.length - position);
            System.arraycopy(pending, position, target, offset, n);
            position += n;
            return n;
        }
        if (trailed) {
            return -1;
        }
        while (true) {
            int n = deflater.deflate(target, offset, length);
            if (n > 0) {
                return n;
            }
            if (deflater.finished()) {
                pending = trailer();
                position = 0;
                trailed = true;
                return read(target, offset, length);
            }
            int got = in.read(buffer);
            if (got < 0) {
                deflater.finish();
            } else {
                crc.update(buffer, 0, got);
                deflater.setInput(buffer, 0, got);
            }
        }
    }

    private byte[] trailer() {
        byte[] out = new byte[TRAILER];
        for (int i = 0; i < 4; i++) {
            out[i] = (byte) (crc.getValue() >>> 8 * i);
            out[4 + i] = (byte) (deflater.getBytesRead() >>> 8 * i);
        }
        return out;
    }

    @Override
    public void close() throws IOException {
        deflater.end();
        in.close();
    }
}
