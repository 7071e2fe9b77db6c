package io.sockerless.frontends.http;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;

/** A socket's own bytes. */
final class PlainWire implements Wire {
    /** Larger writes are cut, because the JDK copies each one into a direct buffer of the same size. */
    static final int SLICE = 128 << 10;

    private static final int WAITING = 16 << 10;

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
    public void write(FileChannel file, long position, long count) throws IOException {
        long end = position + count;
        ByteBuffer slice = ByteBuffer.allocate(0);
        for (long at = position; at < end; ) {
            long moved = file.transferTo(at, end - at, channel);
            if (moved == 0) {
                // The client does not keep up, or the file has become shorter: a usual write waits, and a read tells.
                slice = slice.capacity() == 0 ? ByteBuffer.allocate(WAITING) : slice.clear();
                slice.limit((int) Math.min(WAITING, end - at));
                if (file.read(slice, at) < 0) {
                    throw new EOFException("a file became shorter while it was sent");
                }
                slice.flip();
                while (slice.hasRemaining()) {
                    moved += channel.write(slice);
                }
            }
            at += moved;
        }
    }

    @Override
    public void awaitReception(Duration longest) throws IOException {
        Reception.await(channel, longest);
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
