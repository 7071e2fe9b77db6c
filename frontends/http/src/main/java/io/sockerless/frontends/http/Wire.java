package io.sockerless.frontends.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.time.Duration;

/** Both ways of one connection, encrypted or not. One thread may read while another one writes. */
interface Wire {
    /**
     * Comes before anything else; waits for the client where there is something to agree on.
     *
     * @throws IOException when there will be no connection
     */
    void open() throws IOException;

    /** @return -1 at the end of what the client sends */
    int read(byte[] target, int offset, int length) throws IOException;

    /** On its way, whole, when this returns. */
    void write(byte[] bytes, int offset, int length) throws IOException;

    /** Several pieces with as few system calls as possible. */
    void write(ByteBuffer... pieces) throws IOException;

    /** A part of a file, by the kernel alone where that can be. */
    void write(FileChannel file, long position, long count) throws IOException;

    /** Waits until the client has taken all that was sent, if that can be known, but not longer than this. */
    void awaitReception(Duration longest) throws IOException;

    /** The client reads the end of the stream; it may go on sending. */
    void endOutput() throws IOException;

    /** Whether a client takes the connection's end for a failure unless {@link #endOutput} came before it. */
    boolean takesLeave();
}
