package io.sockerless.drivers.trees;

import io.sockerless.engine.model.EngineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Directories of this machine in which all names are our own. Failures are {@link EngineException}, INTERNAL. */
public final class Directories {
    private Directories() {}

    public static void make(Path directory) {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw EngineException.internal("making " + directory + ": " + e.getMessage(), e);
        }
    }

    public static List<String> names(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw EngineException.internal("listing " + directory + ": " + e.getMessage(), e);
        }
    }

    /** With all that is in it; one that is not there is fine. */
    public static void remove(Path directory) {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw EngineException.internal("removing " + directory + ": " + e.getMessage(), e);
        }
    }

    /** Bytes of all files in it. */
    public static long size(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            long sum = 0;
            for (Path file : files.toList()) {
                sum += Files.isRegularFile(file) ? Files.size(file) : 0;
            }
            return sum;
        } catch (IOException e) {
            throw EngineException.internal("measuring " + directory + ": " + e.getMessage(), e);
        }
    }
}
