package io.sockerless.frontends.docker;

import io.sockerless.drivers.spi.Channel;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * Docker's way to carry stdout and stderr on one connection: a header of 8 bytes (stream, three zeros, length in big
 * endian) before each piece; without a header for a terminal.
 */
final class Frames {
    private static final int HEADER = 8;
    private static final int PIECE = 64 << 10;

    private final OutputStream out;
    private final boolean raw;

    Frames(OutputStream out, boolean raw) {
        this.out = out;
        this.raw = raw;
    }

    void write(Channel channel, byte[] data) throws IOException {
        byte[] frame = new byte[HEADER + data.length];
        System.arraycopy(data, 0, frame, HEADER, data.length);
        send(channel, frame, data.length);
    }

    /** Copies until the end of the input. */
    void copy(Channel channel, InputStream in) throws IOException {
        byte[] frame = new byte[HEADER + PIECE];
        for (int n = in.read(frame, HEADER, PIECE); n >= 0; n = in.read(frame, HEADER, PIECE)) {
            if (n > 0) {
                send(channel, frame, n);
            }
        }
    }

    /** @param frame with room for the header before {@code length} bytes */
    private synchronized void send(Channel channel, byte[] frame, int length) throws IOException {
        if (raw) {
            out.write(frame, HEADER, length);
            return;
        }
        frame[0] = (byte) channel.ordinal();
        frame[1] = frame[2] = frame[3] = 0;
        frame[4] = (byte) (length >>> 24);
        frame[5] = (byte) (length >>> 16);
        frame[6] = (byte) (length >>> 8);
        frame[7] = (byte) length;
        out.write(frame, 0, HEADER + length);
    }
}
