package io.sockerless.engine.build;

import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What is read in order to be written to disk, until that is nearly full. A few kilobytes of a compressed tar can stand for
 * more than any disk holds, and the daemon's own state is on the same one.
 */
final class RoomKeeping extends FilterInputStream {
    /** Left for others. */
    private static final long KEPT = 512L << 20;

    private static final long STRIDE = 64L << 20;

    /** How many bytes can be written. */
    @FunctionalInterface
    interface Free {
        long bytes() throws IOException;
    }

    private final Free free;
    private long unchecked;

    RoomKeeping(InputStream in, Free free) {
        super(in);
        this.free = free;
    }

    static Free of(Path directory) throws IOException {
        FileStore store = Files.getFileStore(directory);
        return store::getUsableSpace;
    }

    private void check(int more) throws IOException {
        unchecked += Math.max(more, 0);
        if (unchecked < STRIDE) {
            return;
        }
        unchecked = 0;
        if (free.bytes() < KEPT + STRIDE) {
            throw new EngineException(
                    ErrorKind.INTERNAL, "no space left on device: the files of this build would fill the disk");
        }
    }

    @Override
    public int read() throws IOException {
        check(1);
        return super.read();
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        check(length);
        return super.read(bytes, offset, length);
    }
}
