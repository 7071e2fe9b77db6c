package io.sockerless.simulators.aws.s3;

import io.sockerless.engine.store.Durability;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Files with the contents of objects, under names that no client chooses.
 *
 * @param durability of a file that has been written
 */
public record Contents(Path directory, Durability durability) {
    /** What puts a content into its file. */
    public interface Writing<T> {
        T write(FileChannel file) throws IOException;
    }

    /** A file that is there. @param what its writing told */
    public record Written<T>(String name, T what) {}

    /** Durable when it returns; nothing remains of what fails. */
    public <T> Written<T> write(Writing<T> writing) throws IOException {
        if (!Files.isDirectory(directory)) {
            Files.createDirectories(directory);
        }
        String name = UUID.randomUUID().toString();
        Path path = directory.resolve(name);
        boolean whole = false;
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            T what = writing.write(file);
            if (durability == Durability.MACHINE) {
                file.force(true);
                try (FileChannel entries = FileChannel.open(directory)) {
                    entries.force(true);
                }
            }
            whole = true;
            return new Written<>(name, what);
        } finally {
            if (!whole) {
                remove(name);
            }
        }
    }

    /** @throws java.nio.file.NoSuchFileException when it has been removed */
    public FileChannel open(String name) throws IOException {
        return FileChannel.open(directory.resolve(name));
    }

    public void remove(String name) throws IOException {
        Files.deleteIfExists(directory.resolve(name));
    }

    /** Removes what nobody knows: what was being written when a predecessor was killed. */
    public void keepOnly(Set<String> known) throws IOException {
        Files.createDirectories(directory);
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                if (!known.contains(file.getFileName().toString())) {
                    Files.delete(file);
                }
            }
        }
    }
}
