package io.sockerless.drivers.aws;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.sockerless.engine.model.EngineException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What must be known again after {@code kill -9}: one small file of JSON for each name, on disk before it counts. */
record SmallFiles<T>(Path directory, Class<T> type) {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String SUFFIX = ".json";
    private static final String TEMPORARY = ".tmp";

    static <T> SmallFiles<T> in(Path directory, Class<T> type) {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw EngineException.internal("AWS: " + directory + ": " + e.getMessage(), e);
        }
        return new SmallFiles<>(directory, type);
    }

    /** Removes what a process was writing as it was killed; for the next one, before it writes. */
    SmallFiles<T> cleared() {
        for (String name : endingWith(TEMPORARY)) {
            try {
                Files.deleteIfExists(directory.resolve(name + TEMPORARY));
            } catch (IOException e) {
                throw EngineException.internal("AWS: removing " + name + TEMPORARY + ": " + e.getMessage(), e);
            }
        }
        return this;
    }

    private Path file(String name) {
        return directory.resolve(name + SUFFIX);
    }

    Optional<T> read(String name) {
        try {
            return Optional.of(JSON.readValue(Files.readAllBytes(file(name)), type));
        } catch (NoSuchFileException _) {
            return Optional.empty();
        } catch (IOException e) {
            throw EngineException.internal("AWS: reading " + file(name) + ": " + e.getMessage(), e);
        }
    }

    void write(String name, T value) {
        Path temporary = directory.resolve(name + TEMPORARY);
        try {
            Files.write(temporary, JSON.writeValueAsBytes(value));
            try (FileChannel written = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                written.force(true);
            }
            Files.move(temporary, file(name), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw EngineException.internal("AWS: writing " + file(name) + ": " + e.getMessage(), e);
        }
    }

    void delete(String name) {
        try {
            Files.deleteIfExists(file(name));
        } catch (IOException e) {
            throw EngineException.internal("AWS: removing " + file(name) + ": " + e.getMessage(), e);
        }
    }

    List<String> names() {
        return endingWith(SUFFIX);
    }

    private List<String> endingWith(String suffix) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(suffix))
                    .map(name -> name.substring(0, name.length() - suffix.length()))
                    .toList();
        } catch (IOException e) {
            throw EngineException.internal("AWS: " + directory + ": " + e.getMessage(), e);
        }
    }
}
