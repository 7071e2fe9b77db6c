package io.sockerless.drivers.agent;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** What carries frames. Read and write are each called from one thread of the connection only. */
sealed interface Transport {
    /** At least one byte into the buffer, or -1 at the end. */
    int read(ByteBuffer into) throws IOException;

    /** All of the buffer. */
    void write(ByteBuffer from) throws IOException;

    /** Ends a blocked read and write, too. */
    void close() throws IOException;

    ByteBuffer buffer(int size);

    Thread.Builder threads();

    /** A socket: virtual threads wait on it without holding a carrier. */
    record Socket(SocketChannel channel) implements Transport {
        @Override
        public int read(ByteBuffer into) throws IOException {
            return channel.read(into);
        }

        @Override
        public void write(ByteBuffer from) throws IOException {
            while (from.hasRemaining()) {
                channel.write(from);
            }
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }

        @Override
        public ByteBuffer buffer(int size) {
            return ByteBuffer.allocateDirect(size);
        }

        @Override
        public Thread.Builder threads() {
            return Thread.ofVirtual();
        }
    }

    /**
     * A pair of streams.
     *
     * @param holding whether reading them holds the thread, as with pipes, so that they need platform threads
     */
    record Pipes(InputStream in, OutputStream out, boolean holding) implements Transport {
        @Override
        public int read(ByteBuffer into) throws IOException {
            int n = in.read(into.array(), into.arrayOffset() + into.position(), into.remaining());
            if (n > 0) {
                into.position(into.position() + n);
            }
            return n;
        }

        @Override
        public void write(ByteBuffer from) throws IOException {
            out.write(from.array(), from.arrayOffset() + from.position(), from.remaining());
            out.flush();
            from.position(from.limit());
        }

        @Override
        public void close() throws IOException {
            try (in) {
                out.close();
            }
        }

        @Override
        public ByteBuffer buffer(int size) {
            return ByteBuffer.allocate(size);
        }

        @Override
        public Thread.Builder threads() {
            return holding ? Thread.ofPlatform().daemon() : Thread.ofVirtual();
        }
    }
}
