package io.sockerless.frontends.buildkit.solve;

import com.google.protobuf.Timestamp;
import io.sockerless.engine.model.EngineException;
import io.sockerless.frontends.buildkit.wire.control.UsageRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Where clients' directories are kept between builds, so that the next one sends only what has changed. One build at a
 * time uses one; a second one of the same directory at the same time begins with an empty one.
 */
final class Contexts {
    private static final int KEPT = 24;
    private static final Duration UNUSED = Duration.ofDays(7);

    private final Path root;
    private final Set<Path> used = new HashSet<>();
    private long spare;

    Contexts(Path root) {
        this.root = root;
    }

    /** A directory for a build's time. */
    final class Lease implements AutoCloseable {
        private final Path directory;
        private final boolean kept;

        private Lease(Path directory, boolean kept) {
            this.directory = directory;
            this.kept = kept;
        }

        Path directory() {
            return directory;
        }

        @Override
        public void close() {
            synchronized (Contexts.this) {
                used.remove(directory);
            }
            try {
                if (!kept) {
                    remove(directory);
                } else if (Files.exists(directory)) {
                    Files.setLastModifiedTime(directory, FileTime.from(Instant.now()));
                    forget();
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** @param key what this directory has in common with itself in earlier builds; empty when that is not known */
    Lease lease(String key) {
        boolean kept = !key.isEmpty();
        Path directory = root.resolve(Step.digest(key).substring("sha256:".length()));
        synchronized (this) {
            if (!kept || used.contains(directory)) {
                kept = false;
                directory = root.resolve("spare-" + ProcessHandle.current().pid() + "-" + spare++);
            }
            used.add(directory);
        }
        try {
            Files.createDirectories(directory);
            return new Lease(directory, kept);
        } catch (IOException e) {
            synchronized (this) {
                used.remove(directory);
            }
            throw EngineException.internal("cannot make " + directory + ": " + e.getMessage(), e);
        }
    }

    /** What an earlier daemon has left in the middle of a build. */
    void sweep() {
        try {
            for (Path directory : directories()) {
                if (directory.getFileName().toString().startsWith("spare-")) {
                    remove(directory);
                }
            }
            forget();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<Path> directories() throws IOException {
        if (!Files.isDirectory(root)) {
            return List.of();
        }
        try (Stream<Path> found = Files.list(root)) {
            return new ArrayList<>(found.toList());
        }
    }

    /** Those that were used last stay. */
    private synchronized void forget() throws IOException {
        record Aged(Path directory, Instant time) {}
        List<Aged> aged = new ArrayList<>();
        for (Path directory : directories()) {
            if (!used.contains(directory)) {
                aged.add(
                        new Aged(directory, Files.getLastModifiedTime(directory).toInstant()));
            }
        }
        aged.sort(Comparator.comparing(Aged::time).reversed());
        Instant oldest = Instant.now().minus(UNUSED);
        for (int i = 0; i < aged.size(); i++) {
            if (i >= KEPT || aged.get(i).time().isBefore(oldest)) {
                remove(aged.get(i).directory());
            }
        }
    }

    /** What is kept of clients' directories. */
    synchronized List<UsageRecord> usage() {
        List<UsageRecord> records = new ArrayList<>();
        try {
            for (Path directory : directories()) {
                Timestamp time =
                        Progress.timestamp(Files.getLastModifiedTime(directory).toInstant());
                records.add(UsageRecord.newBuilder()
                        .setID(directory.getFileName().toString())
                        .setRecordType("source.local")
                        .setDescription("files of a client's directory")
                        .setInUse(used.contains(directory))
                        .setMutable(true)
                        .setSize(size(directory))
                        .setCreatedAt(time)
                        .setLastUsedAt(time)
                        .setUsageCount(1)
                        .build());
            }
            return records;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long size(Path directory) throws IOException {
        long[] sum = {0};
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                sum[0] += attributes.size();
                return FileVisitResult.CONTINUE;
            }
        });
        return sum[0];
    }

    /** Removes what no build uses, and none has used for so long. */
    synchronized List<UsageRecord> prune(Duration unused) {
        Timestamp before = Progress.timestamp(Instant.now().minus(unused));
        List<UsageRecord> removed = new ArrayList<>();
        try {
            for (UsageRecord record : usage()) {
                if (!record.getInUse() && record.getLastUsedAt().getSeconds() <= before.getSeconds()) {
                    remove(root.resolve(record.getID()));
                    removed.add(record);
                }
            }
            return removed;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void remove(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path done, IOException failure) throws IOException {
                Files.delete(done);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
