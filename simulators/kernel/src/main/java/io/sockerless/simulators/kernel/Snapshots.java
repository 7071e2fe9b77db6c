package io.sockerless.simulators.kernel;

import io.sockerless.engine.model.EngineException;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
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

    Snapshots(Path directory) {
        this.directory = directory;
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
        Files.move(unfinished, named(name), StandardCopyOption.ATOMIC_MOVE);
    }

    /** Whatever happens meanwhile, the state is as it was or as in the snapshot when it is opened. */
    void restore(String name) throws IOException {
        Path unfinished = directory.resolve(UNFINISHED);
        remove(unfinished);
        copy(named(name), unfinished);
        Files.write(unfinished.resolve(NAMES), entries(named(name)));
        Files.move(unfinished, directory.resolve(RETURNING), StandardCopyOption.ATOMIC_MOVE);
        settle(directory);
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

    private static void copy(Path from, Path to) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path one, BasicFileAttributes attributes) throws IOException {
                Files.copy(one, to.resolve(from.relativize(one)), StandardCopyOption.COPY_ATTRIBUTES);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path one, BasicFileAttributes attributes) throws IOException {
                Files.copy(one, to.resolve(from.relativize(one)), StandardCopyOption.COPY_ATTRIBUTES);
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
