package io.sockerless.drivers.docker.wire;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** A connection whose directions end one by one. Closing it ends reads and writes of other threads, too. */
public interface Wire extends AutoCloseable {
    InputStream in();

    OutputStream out();

    /** The other side sees the end of what is sent; what it sends can still be read. */
    void endOutput() throws IOException;

    @Override
    void close();
}
