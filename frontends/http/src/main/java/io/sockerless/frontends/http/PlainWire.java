package io.sockerless.frontends.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** A socket's own bytes. */
final class PlainWire implements Wire {
    /** Larger writes are cut, because the JDK copies each one into a direct buffer of the same size. */
    static final int SLICE = 128 << 10;

    private final SocketChannel channel;

    PlainWire(SocketChannel channel) {
        this.channel = channel;
    }

    @Override
    public void open() {
        // Nothing to agree on.
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        return channel.read(ByteBuffer.wrap(target, offset, Math.min(length, SLICE)));
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        int end = offset + length;
        for (int at = offset; at < end; ) {
            at += channel.write(ByteBuffer.wrap(bytes, at, Math.min(SLICE, end - at)));
        }
    }

    @Override
    public void write(ByteBuffer... pieces) throws IOException {
        ByteBuffer last = pieces[pieces.length - 1];
        while (last.hasRemaining()) {
            channel.write(pieces);
        }
    }

    @Override
    public void endOutput() throws IOException {
        channel.shutdownOutput();
    }

    @Override
    public boolean takesLeave() {
        return false;
    }
}
