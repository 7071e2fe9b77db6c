package io.sockerless.frontends.http;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;

/** A body in chunks (RFC 9112 §7.1); every write is one chunk and on its way when it returns. */
final class ChunkedOutput extends OutputStream {
    private static final byte[] LINE_END = {'\r', '\n'};
    private static final byte[] LAST = "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final int COMBINE = 4 << 10;

    private final WireOutput wire;
    private final AtomicLong sent;
    private boolean closed;

    ChunkedOutput(WireOutput wire, AtomicLong sent) {
        this.wire = wire;
        this.sent = sent;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (closed) {
            throw new IOException("the answer has ended");
        }
        if (length == 0) {
            return;
        }
        byte[] size = Integer.toHexString(length).getBytes(StandardCharsets.US_ASCII);
        if (length <= COMBINE) {
            byte[] chunk = new byte[size.length + length + 4];
            ByteBuffer.wrap(chunk)
                    .put(size)
                    .put(LINE_END)
                    .put(bytes, offset, length)
                    .put(LINE_END);
            wire.write(chunk, 0, chunk.length);
        } else {
            wire.write(
                    ByteBuffer.wrap(size),
                    ByteBuffer.wrap(LINE_END),
                    ByteBuffer.wrap(bytes, offset, length),
                    ByteBuffer.wrap(LINE_END));
        }
        sent.addAndGet(length);
    }

    @Override
    public void close() throws IOException {
        if (!closed) {
            closed = true;
            wire.write(LAST, 0, LAST.length);
        }
    }
}
