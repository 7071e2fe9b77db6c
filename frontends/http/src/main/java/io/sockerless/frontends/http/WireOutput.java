package io.sockerless.frontends.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.time.Duration;

/** The bytes that go to a client, unbuffered: every write is on its way when it returns. */
final class WireOutput {
    private final Wire wire;

    WireOutput(Wire wire) {
        this.wire = wire;
    }

    void write(byte[] bytes, int offset, int length) throws IOException {
        try {
            wire.write(bytes, offset, length);
        } catch (IOException e) {
            throw new ClientGoneException(e);
        }
    }

    /** Several pieces with as few system calls as possible. */
    void write(ByteBuffer... pieces) throws IOException {
        try {
            wire.write(pieces);
        } catch (IOException e) {
            throw new ClientGoneException(e);
        }
    }

    /** A part of a file, by the kernel alone where that can be. */
    void write(FileChannel file, long position, long count) throws IOException {
        try {
            wire.write(file, position, count);
        } catch (IOException e) {
            throw new ClientGoneException(e);
        }
    }

    /** Waits until the client has taken all that was sent, if that can be known, but not longer than this. */
    void awaitReception(Duration longest) throws IOException {
        try {
            wire.awaitReception(longest);
        } catch (IOException e) {
            throw new ClientGoneException(e);
        }
    }

    /** The client reads the end of the stream; it may go on sending. */
    void end() throws IOException {
        try {
            wire.endOutput();
        } catch (IOException e) {
            throw new ClientGoneException(e);
        }
    }
}
