package io.sockerless.drivers.shell;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** An open file or end of a named pipe of this machine. Programs open its path again, so places in files are not shared. */
record HostStream(Path path, FileChannel channel, boolean fifo, boolean reads) implements Stream {
    @Override
    public int read(byte[] to, int offset, int length) throws IOException, InterruptedException {
        try {
            return channel.read(ByteBuffer.wrap(to, offset, length));
        } catch (ClosedByInterruptException e) {
            throw interrupted(e);
        }
    }

    @Override
    public void write(byte[] from, int offset, int length) throws IOException, InterruptedException {
        ByteBuffer bytes = ByteBuffer.wrap(from, offset, length);
        try {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (ClosedByInterruptException e) {
            throw interrupted(e);
        } catch (IOException e) {
            if ("Broken pipe".equals(e.getMessage())) {
                throw new BrokenPipe();
            }
            throw e;
        }
    }

    private static InterruptedException interrupted(ClosedByInterruptException cause) {
        Thread.interrupted();
        InterruptedException e = new InterruptedException();
        e.initCause(cause);
        return e;
    }

    @Override
    public boolean terminal() {
        return false;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
