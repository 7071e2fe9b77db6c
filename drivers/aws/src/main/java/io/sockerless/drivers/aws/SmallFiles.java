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

    static <T> SmallFiles<T> in(Path directory, Class<T> type) {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw EngineException.internal("AWS: " + directory + ": " + e.getMessage(), e);
        }
        return new SmallFiles<>(directory, type);
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
        Path temporary = directory.resolve(name + ".tmp");
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
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(SUFFIX))
                    .map(name -> name.substring(0, name.length() - SUFFIX.length()))
                    .toList();
        } catch (IOException e) {
            throw EngineException.internal("AWS: " + directory + ": " + e.getMessage(), e);
        }
    }
}
