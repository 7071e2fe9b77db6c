package io.sockerless.drivers.shell;

import java.io.IOException;

/** An open file, pipe or terminal. The shell closes it once, when no descriptor stands for it any more. */
public interface Stream extends AutoCloseable {
    /** Blocks until there is something. @return bytes read, -1 at the end */
    int read(byte[] to, int offset, int length) throws IOException, InterruptedException;

    /** Writes all. @throws BrokenPipe when nobody reads any more */
    void write(byte[] from, int offset, int length) throws IOException, InterruptedException;

    boolean terminal();

    @Override
    void close() throws IOException;

    /** A write to a pipe that has no reader. */
    final class BrokenPipe extends IOException {
        private static final long serialVersionUID = 1L;

        public BrokenPipe() {
            super("Broken pipe");
        }
    }
}
