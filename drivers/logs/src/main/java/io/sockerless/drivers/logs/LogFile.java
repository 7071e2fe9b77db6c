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
 * An open log file, known by its inode: rotation gives it another name. One that was compressed is known by the inode that
 * it had, and is unpacked when its content is wanted.
 */
final class LogFile implements Closeable {
    private static final int BLOCK = 64 << 10;

    private final FileChannel file;
    private final Path path;
    private final Optional<PackedLog> packed;
    private final String key;
    private Optional<FileChannel> unpacked = Optional.empty();

    private LogFile(FileChannel file, Path path, Optional<PackedLog> packed, String key) {
        this.file = file;
        this.path = path;
        this.packed = packed;
        this.key = key;
    }

    static Optional<LogFile> open(Path path) throws IOException {
        while (true) {
            try {
                String before = key(path);
                FileChannel file = FileChannel.open(path, StandardOpenOption.READ);
                if (before.equals(key(path))) {
                    return Optional.of(new LogFile(file, path, Optional.empty(), before));
                }
                file.close(); // rotated in between
            } catch (NoSuchFileException e) {
                return Optional.empty();
            }
        }
    }

    /** A compressed one. */
    static Optional<LogFile> openPacked(Path path) throws IOException {
        try {
            FileChannel file = FileChannel.open(path, StandardOpenOption.READ);
            PackedLog packed = new PackedLog(file);
            return Optional.of(new LogFile(file, path, Optional.of(packed), packed.inode()));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    static String key(Path path) throws IOException {
        return Files.getAttribute(path, "unix:ino").toString();
    }

    String key() {
        return key;
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
