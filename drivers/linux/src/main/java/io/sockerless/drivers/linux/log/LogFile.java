package io.sockerless.drivers.linux.log;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** An open log file, known by its inode: rotation gives it another name. */
record LogFile(FileChannel channel, Object key) implements Closeable {
    private static final int BLOCK = 64 << 10;

    static Optional<LogFile> open(Path path) throws IOException {
        while (true) {
            try {
                Object before = key(path);
                FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
                if (before.equals(key(path))) {
                    return Optional.of(new LogFile(channel, before));
                }
                channel.close(); // rotated in between
            } catch (NoSuchFileException e) {
                return Optional.empty();
            }
        }
    }

    static Object key(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
    }

    /**
     * The log's files, oldest first. They are opened newest first: a rotation meanwhile shows one of them twice and
     * hides none.
     */
    static List<LogFile> openAll(Path path) throws IOException {
        List<LogFile> out = new ArrayList<>();
        for (int i = 0; ; i++) {
            Optional<LogFile> file = open(rotated(path, i));
            if (file.isEmpty()) {
                // A rotation renames the oldest first, so a gap means that what stood there is one further.
                if (Files.exists(rotated(path, i + 1))) {
                    continue;
                }
                return out;
            }
            Object key = file.get().key();
            if (out.stream().anyMatch(known -> known.key().equals(key))) {
                file.get().close();
            } else {
                out.addFirst(file.get());
            }
        }
    }

    /** The name of the file that was rotated so many times. */
    static Path rotated(Path path, int times) {
        return times == 0 ? path : path.resolveSibling(path.getFileName() + "." + times);
    }

    /** Lines in the file from its end backwards: where the last {@code wanted} ones start, and how many there are. */
    Start lastLines(long wanted) throws IOException {
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
        channel.close();
    }
}
