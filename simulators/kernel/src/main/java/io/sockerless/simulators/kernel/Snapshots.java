package io.sockerless.simulators.kernel;

import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.store.Durability;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Copies of a state's directory, in it. The state is closed while one is made or returned to. */
final class Snapshots {
    private static final String PLACE = "snapshots";
    /** A copy that is complete, and takes the place of what is there; gone when it has. */
    private static final String RETURNING = ".returning";

    private static final String NAMES = ".names";
    private static final String UNFINISHED = ".unfinished";
    /** What is no part of a snapshot. */
    private static final Set<String> OWN = Set.of(PLACE, "sqlite", RETURNING, UNFINISHED);

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,63}");

    private final Path directory;
    private final Path place;
    private final boolean isSynced;

    /** @param durability of what is acknowledged */
    Snapshots(Path directory, Durability durability) {
        this.directory = directory;
        this.isSynced = durability == Durability.MACHINE;
        this.place = directory.resolve(PLACE);
    }

    /** @throws EngineException INVALID for what is no name */
    private Path named(String name) {
        if (!NAME.matcher(name).matches()) {
            throw EngineException.invalid(
                    "a snapshot's name has letters, digits and _.-, up to 64, not \"" + name + "\"");
        }
        return place.resolve(name);
    }

    boolean has(String name) {
        return Files.isDirectory(named(name));
    }

    /** In their order. */
    List<String> names() throws IOException {
        return Files.isDirectory(place)
                ? entries(place).stream()
                        .filter(name -> NAME.matcher(name).matches())
                        .sorted()
                        .toList()
                : List.of();
    }

    void save(String name) throws IOException {
        Path unfinished = directory.resolve(UNFINISHED);
        remove(unfinished);
        Files.createDirectories(place);
        Files.createDirectory(unfinished);
        for (String entry : entries(directory)) {
            if (!OWN.contains(entry)) {
                copy(directory.resolve(entry), unfinished.resolve(entry));
            }
        }
        sync(unfinished);
        Files.move(unfinished, named(name), StandardCopyOption.ATOMIC_MOVE);
        sync(place);
    }

    /** For {@link #restore}; the state may be open, and nothing of it changes. */
    void copy(String name) throws IOException {
        Path unfinished = directory.resolve(UNFINISHED);
        remove(unfinished);
        copy(named(name), unfinished);
        Files.write(unfinished.resolve(NAMES), entries(named(name)));
        sync(unfinished.resolve(NAMES));
        sync(unfinished);
    }

    /** Whatever happens meanwhile, the state is as it was or as in the snapshot that was copied when it is opened. */
    void restore() throws IOException {
        Files.move(directory.resolve(UNFINISHED), directory.resolve(RETURNING), StandardCopyOption.ATOMIC_MOVE);
        sync(directory);
        settle(directory);
        sync(directory);
    }

    void delete(String name) throws IOException {
        Path unwanted = directory.resolve(UNFINISHED);
        remove(unwanted);
        Files.move(named(name), unwanted, StandardCopyOption.ATOMIC_MOVE);
        remove(unwanted);
    }

    /** Finishes what was begun when a process was killed. */
    static void settle(Path directory) throws IOException {
        remove(directory.resolve(UNFINISHED));
        Path returning = directory.resolve(RETURNING);
        if (!Files.isDirectory(returning)) {
            return;
        }
        // It is gone when everything else of the copy is in its place.
        Path list = returning.resolve(NAMES);
        if (Files.exists(list)) {
            Set<String> wanted = Set.copyOf(Files.readAllLines(list));
            for (String entry : entries(directory)) {
                if (!OWN.contains(entry) && !wanted.contains(entry)) {
                    remove(directory.resolve(entry));
                }
            }
            for (String entry : entries(returning)) {
                if (!entry.equals(NAMES)) {
                    remove(directory.resolve(entry));
                    Files.move(returning.resolve(entry), directory.resolve(entry), StandardCopyOption.ATOMIC_MOVE);
                }
            }
        }
        remove(returning);
    }

    private static Set<String> entries(Path directory) throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            return all.map(path -> path.getFileName().toString()).collect(Collectors.toSet());
        }
    }

    /** What is in a file or a directory outlives the machine from now on, where that is wanted. */
    private void sync(Path path) throws IOException {
        if (isSynced) {
            try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    private void copy(Path from, Path to) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path one, BasicFileAttributes attributes) throws IOException {
                Files.copy(one, to.resolve(from.relativize(one)), StandardCopyOption.COPY_ATTRIBUTES);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path one, BasicFileAttributes attributes) throws IOException {
                Files.copy(one, to.resolve(from.relativize(one)), StandardCopyOption.COPY_ATTRIBUTES);
                sync(to.resolve(from.relativize(one)));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path one, IOException failure) throws IOException {
                sync(to.resolve(from.relativize(one)));
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /** Idempotent. */
    private static void remove(Path tree) throws IOException {
        if (!Files.exists(tree)) {
            return;
        }
        Files.walkFileTree(tree, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path one, BasicFileAttributes attributes) throws IOException {
                Files.delete(one);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path one, IOException failure) throws IOException {
                Files.delete(one);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
