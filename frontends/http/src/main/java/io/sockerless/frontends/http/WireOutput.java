package io.sockerless.frontends.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** The bytes that go to a client, unbuffered: every write is on its way when it returns. */
final class WireOutput {
    /** Larger writes are cut, because the JDK copies each one into a direct buffer of the same size. */
    static final int SLICE = 128 << 10;

    private final SocketChannel channel;

    WireOutput(SocketChannel channel) {
        this.channel = channel;
    }

    void write(byte[] bytes, int offset, int length) throws IOException {
        try {
            int end = offset + length;
            for (int at = offset; at < end; ) {
                at += channel.write(ByteBuffer.wrap(bytes, at, Math.min(SLICE, end - at)));
            }
        } catch (IOException e) {
            throw new ClientGoneException(e);
        }
    }

    /** Several pieces with as few system calls as possible. */
    void write(ByteBuffer... pieces) throws IOException {
        try {
            ByteBuffer last = pieces[pieces.length - 1];
            while (last.hasRemaining()) {
                channel.write(pieces);
            }
        } catch (IOException e) {
            throw new ClientGoneException(e);
        }
    }

    /** The client reads the end of the stream; it may go on sending. */
    void end() throws IOException {
        try {
            channel.shutdownOutput();
        } catch (IOException e) {
            throw new ClientGoneException(e);
        }
    }
}
