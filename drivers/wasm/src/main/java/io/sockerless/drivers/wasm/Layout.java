package io.sockerless.drivers.wasm;

import io.sockerless.engine.model.EngineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Where things are, below the driver's directory. Nobody but its user may look: compiled modules are code. */
record Layout(Path state) {
    static Layout in(Path state) {
        Layout layout = new Layout(state);
        try {
            Files.createDirectories(state);
            Files.setPosixFilePermissions(state, PosixFilePermissions.fromString("rwx------"));
        } catch (IOException e) {
            throw EngineException.internal("making " + state + ": " + e.getMessage(), e);
        }
        List.of(layout.layers(), layout.containers(), layout.volumes(), layout.modules())
                .forEach(Layout::make);
        return layout;
    }

    Path layers() {
        return state.resolve("layers");
    }

    Path containers() {
        return state.resolve("containers");
    }

    Path volumes() {
        return state.resolve("volumes");
    }

    Path modules() {
        return state.resolve("modules");
    }

    static void make(Path directory) {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw EngineException.internal("making " + directory + ": " + e.getMessage(), e);
        }
    }

    static List<String> names(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw EngineException.internal("listing " + directory + ": " + e.getMessage(), e);
        }
    }

    /** All names in here are our own. */
    static void remove(Path directory) {
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

    static long size(Path directory) {
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
