package io.sockerless.drivers.linux;

import io.sockerless.engine.model.EngineException;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;

/**
 * The driver's directories. What exists can be told from their names alone, so that no journal is needed: a name in
 * {@code tasks} is written before and removed after everything that belongs to a task.
 */
record Layout(Path state, Path run) {
    Layout(LinuxConfig config) {
        this(config.state(), config.run());
    }

    void create() {
        for (Path directory : List.of(state, run)) {
            makePrivate(directory);
        }
        for (Path directory : List.of(snapshots(), containers(), tasks(), shims(), roots(), runtimeRoot())) {
            make(directory);
        }
    }

    Path snapshots() {
        return state.resolve("snapshots");
    }

    /** The tree of the snapshot with this chain id. */
    Path snapshot(String chainId) {
        return snapshots().resolve(hex(chainId)).resolve("fs");
    }

    static String hex(String digest) {
        return digest.substring(digest.indexOf(':') + 1);
    }

    Path containers() {
        return state.resolve("containers");
    }

    Path container(String id) {
        return containers().resolve(id);
    }

    /** What is known about a container without its engine. */
    Path claim(String id) {
        return container(id).resolve("claim.json");
    }

    Path upper(String id) {
        return container(id).resolve("upper");
    }

    Path work(String id) {
        return container(id).resolve("work");
    }

    /** @param type of the log: only json-file's place is known to clients */
    Path log(String id, String type) {
        return container(id).resolve(type.equals("local") ? "local.log" : id + "-json.log");
    }

    Path volumes() {
        return state.resolve("volumes");
    }

    Path tasks() {
        return run.resolve("tasks");
    }

    /** The bundle of a task: config.json, and a link to its supervisor's directory. */
    Path task(String id) {
        return tasks().resolve(id);
    }

    Path shimOf(String id) {
        return task(id).resolve("shim");
    }

    Path sharedMemory(String id) {
        return task(id).resolve("shm");
    }

    Path shims() {
        return run.resolve("shims");
    }

    Path roots() {
        return run.resolve("roots");
    }

    /** Where a container's root file system is mounted. */
    Path root(String id) {
        return roots().resolve(id);
    }

    Path runtimeRoot() {
        return run.resolve("runtime");
    }

    Path bin() {
        return run.resolve("bin");
    }

    /** Names in a directory; none when it does not exist. */
    static List<String> names(Path directory) {
        List<String> out = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            entries.forEach(entry -> out.add(entry.getFileName().toString()));
        } catch (NoSuchFileException | NotDirectoryException e) {
            return List.of();
        } catch (IOException | DirectoryIteratorException e) {
            throw EngineException.internal("listing " + directory + ": " + e.getMessage(), e);
        }
        return out;
    }

    static void make(Path directory) {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw EngineException.internal("mkdir " + directory + ": " + e.getMessage(), e);
        }
    }

    private static void makePrivate(Path directory) {
        make(directory);
        try {
            // Others may pass, as in Docker's data root, but not list.
            Files.setPosixFilePermissions(
                    directory,
                    EnumSet.of(
                            PosixFilePermission.OWNER_READ,
                            PosixFilePermission.OWNER_WRITE,
                            PosixFilePermission.OWNER_EXECUTE,
                            PosixFilePermission.GROUP_EXECUTE,
                            PosixFilePermission.OTHERS_EXECUTE));
        } catch (IOException e) {
            throw EngineException.internal("chmod " + directory + ": " + e.getMessage(), e);
        }
    }
}
