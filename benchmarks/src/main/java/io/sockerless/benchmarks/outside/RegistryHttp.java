package io.sockerless.benchmarks.outside;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/** A client that costs as little as can be: what it reads it throws away. */
final class RegistryHttp implements AutoCloseable {
    private final SocketChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 20);

    private RegistryHttp(SocketChannel channel) {
        this.channel = channel;
    }

    static RegistryHttp open(int port) throws IOException {
        return new RegistryHttp(SocketChannel.open(new InetSocketAddress("127.0.0.1", port)));
    }

    /** @return how long the body was */
    long get(String path) throws IOException {
        String request = "GET " + path + " HTTP/1.1\r\nHost: registry\r\n\r\n";
        channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
        StringBuilder head = new StringBuilder();
        buffer.clear();
        int end = -1;
        while (end < 0) {
            if (channel.read(buffer) < 0) {
                throw new IOException("no answer: " + head);
            }
            byte[] seen = new byte[buffer.position()];
            buffer.get(0, seen);
            head.setLength(0);
            head.append(new String(seen, StandardCharsets.ISO_8859_1));
            end = head.indexOf("\r\n\r\n");
        }
        String lines = head.substring(0, end);
        if (!lines.startsWith("HTTP/1.1 200")) {
            throw new IOException(lines);
        }
        long length = Long.parseLong(lines.replaceFirst("(?is).*\ncontent-length: *(\\d+).*", "$1"));
        long left = length - (buffer.position() - end - 4);
        while (left > 0) {
            int count = channel.read(buffer.clear());
            if (count < 0) {
                throw new IOException("the answer ends " + left + " bytes early");
            }
            left -= count;
        }
        return length;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
