package io.sockerless.features.http;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;

/** A byte stream over a unix socket whose every read has a deadline, so that no test can hang. */
final class UnixConnection implements Closeable {
    private final SocketChannel channel;
    private final Selector selector;
    private final ByteBuffer in = ByteBuffer.allocate(64 * 1024).flip();
    private final long deadline;

    UnixConnection(Path socket, Duration patience) throws IOException {
        deadline = System.nanoTime() + patience.toNanos();
        channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        channel.connect(UnixDomainSocketAddress.of(socket));
        channel.configureBlocking(false);
        selector = Selector.open();
        channel.register(selector, SelectionKey.OP_READ);
    }

    /** Writes everything; a server that does not take it in time makes this fail. */
    void write(byte[] bytes) throws IOException {
        var buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            if (channel.write(buffer) == 0) {
                await(SelectionKey.OP_WRITE);
            }
        }
    }

    void shutdownOutput() throws IOException {
        channel.shutdownOutput();
    }

    /** The next byte, or -1 at the end. */
    int read() throws IOException {
        return fill() ? in.get() & 0xff : -1;
    }

    /** Up to {@code max} bytes, at least one; empty at the end. */
    byte[] readSome(int max) throws IOException {
        if (!fill()) {
            return new byte[0];
        }
        var bytes = new byte[Math.min(max, in.remaining())];
        in.get(bytes);
        return bytes;
    }

    String readLine() throws IOException {
        var line = new StringBuilder();
        for (int c = read(); c != '\n'; c = read()) {
            if (c < 0) {
                throw new EOFException("the connection ended inside a line: " + line);
            }
            line.append((char) c);
        }
        return line.toString().stripTrailing();
    }

    boolean readableWithin(Duration patience) throws IOException {
        channel.keyFor(selector).interestOps(SelectionKey.OP_READ);
        boolean readable = in.hasRemaining() || selector.select(patience.toMillis()) > 0;
        selector.selectedKeys().clear();
        return readable;
    }

    private boolean fill() throws IOException {
        if (in.hasRemaining()) {
            return true;
        }
        in.clear();
        int n = channel.read(in);
        while (n == 0) {
            await(SelectionKey.OP_READ);
            n = channel.read(in);
        }
        in.flip();
        return n > 0;
    }

    private void await(int operation) throws IOException {
        channel.keyFor(selector).interestOps(operation);
        long left = (deadline - System.nanoTime()) / 1_000_000;
        if (left <= 0 || selector.select(left) == 0) {
            throw new InterruptedIOException("nothing moved on the connection before the deadline");
        }
        selector.selectedKeys().clear();
    }

    @Override
    public void close() throws IOException {
        selector.close();
        channel.close();
    }
}
