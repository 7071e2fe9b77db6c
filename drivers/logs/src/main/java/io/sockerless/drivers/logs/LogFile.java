package io.sockerless.drivers.logs;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * An open log file, known by its inode: rotation gives it another name. One that was compressed tells the inode that it had,
 * and is unpacked when its content is wanted.
 */
final class LogFile implements Closeable {
    private static final int BLOCK = 64 << 10;
    /** Holds the time of the first entry, if it is a short one, or begins it. */
    private static final int BEGINNING = 1 << 10;

    private final FileChannel file;
    private final Path path;
    private final Optional<PackedLog> packed;
    private final String inode;
    private Optional<FileChannel> unpacked = Optional.empty();

    private LogFile(FileChannel file, Path path, Optional<PackedLog> packed, String inode) {
        this.file = file;
        this.path = path;
        this.packed = packed;
        this.inode = inode;
    }

    static Optional<LogFile> open(Path path) throws IOException {
        return open(path, false);
    }

    /** A compressed one. */
    static Optional<LogFile> openPacked(Path path) throws IOException {
        return open(path, true);
    }

    private static Optional<LogFile> open(Path path, boolean isPacked) throws IOException {
        while (true) {
            try {
                String before = inode(path);
                FileChannel file = FileChannel.open(path, StandardOpenOption.READ);
                if (before.equals(inode(path))) {
                    Optional<PackedLog> packed = isPacked ? Optional.of(new PackedLog(file)) : Optional.empty();
                    return Optional.of(new LogFile(file, path, packed, before));
                }
                file.close(); // rotated in between
            } catch (NoSuchFileException e) {
                return Optional.empty();
            }
        }
    }

    static String inode(Path path) throws IOException {
        return Files.getAttribute(path, "unix:ino").toString();
    }

    /** Its own, not that of what it was compressed from. */
    String inode() {
        return inode;
    }

    boolean isPacked() {
        return packed.isPresent();
    }

    /**
     * Whether this one is what another was compressed to. A later file may have the inode of one that is gone; its first
     * line is another.
     */
    boolean isMadeOf(LogFile other) throws IOException {
        return packed.isPresent()
                && packed.get().inode().equals(other.inode)
                && beginning().equals(other.beginning());
    }

    private ByteBuffer beginning() throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(BEGINNING);
        int n = channel().read(bytes, 0);
        while (n > 0 && bytes.hasRemaining()) {
            n = channel().read(bytes, bytes.position());
        }
        return bytes.flip();
    }

    /** Its text. */
    FileChannel channel() throws IOException {
        if (packed.isEmpty()) {
            return file;
        }
        if (unpacked.isEmpty()) {
            unpacked = Optional.of(packed.get().unpack(path.resolveSibling("unpacked-")));
        }
        return unpacked.get();
    }

    /** Lines in the file from its end backwards: where the last {@code wanted} ones start, and how many there are. */
    Start lastLines(long wanted) throws IOException {
        FileChannel channel = channel();
        long end = channel.size();
        long lines = 0;
        ByteBuffer block = ByteBuffer.allocate((int) Math.min(BLOCK, Math.max(end, 1)));
        for (long from = end; from > 0; ) {
            int length = (int) Math.min(block.capacity(), from);
            from -= length;
            block.clear().limit(length);
            for (long at = from; block.hasRemaining(); ) {
                int n = channel.read(block, at);
                if (n < 0) {
                    throw new IOException("the log has become shorter");
                }
                at += n;
            }
            for (int i = length - 1; i >= 0; i--) {
                if (block.get(i) == '\n' && from + i + 1 < end) {
                    if (++lines == wanted) {
                        return new Start(from + i + 1, lines);
                    }
                }
            }
        }
        return new Start(0, end > 0 ? lines + 1 : 0);
    }

    record Start(long offset, long lines) {}

    @Override
    public void close() throws IOException {
        file.close();
        if (unpacked.isPresent()) {
            unpacked.get().close();
        }
    }
}
