package io.sockerless.drivers.trees;

import java.io.IOException;
import java.nio.ByteBuffer;

/** The content of an open file. */
public interface Data extends AutoCloseable {
    /** @return bytes read, 0 at the end */
    int read(ByteBuffer to, long at) throws IOException;

    int write(ByteBuffer from, long at) throws IOException;

    long size() throws IOException;

    void truncate(long size) throws IOException;

    void sync() throws IOException;

    @Override
    void close() throws IOException;
}
