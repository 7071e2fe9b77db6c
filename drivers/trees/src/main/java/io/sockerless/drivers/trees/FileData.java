package io.sockerless.drivers.trees;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Content in a file of this machine. */
record FileData(FileChannel file) implements Data {
    @Override
    public int read(ByteBuffer to, long at) throws IOException {
        return Math.max(0, file.read(to, at));
    }

    @Override
    public int write(ByteBuffer from, long at) throws IOException {
        return file.write(from, at);
    }

    @Override
    public long size() throws IOException {
        return file.size();
    }

    @Override
    public void truncate(long size) throws IOException {
        long now = file.size();
        if (size < now) {
            file.truncate(size);
        } else if (size > now) {
            file.write(ByteBuffer.allocate(1), size - 1);
        }
    }

    @Override
    public void sync() throws IOException {
        file.force(true);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
