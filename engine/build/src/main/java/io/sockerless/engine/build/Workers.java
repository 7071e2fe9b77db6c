package io.sockerless.engine.build;

import io.sockerless.engine.core.Containers;
import io.sockerless.engine.model.ContainerConfig;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import io.sockerless.engine.model.HostConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * The containers that a builder makes and removes. Each has a name that is written down before it is made, so that
 * whatever ends the process, the next one knows what to remove.
 */
final class Workers {
    private final Containers containers;
    private final Path names;

    Workers(Containers containers, Path names) {
        this.containers = containers;
        this.names = names;
    }

    Containers containers() {
        return containers;
    }

    /** Makes one; {@link #remove} or {@link #leave} it. */
    Worker create(String platform, Map<String, Object> config, Map<String, Object> host) {
        String name = "build-" + UUID.randomUUID().toString().substring(0, 18);
        Path mark = names.resolve(name);
        try {
            Files.createDirectories(names);
            Files.createFile(mark);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        try {
            String id = containers
                    .create(new Containers.CreateRequest(
                            name, platform, new ContainerConfig(config), new HostConfig(host), Map.of()))
                    .id();
            return new Worker(id, mark);
        } catch (RuntimeException e) {
            unmark(mark);
            throw e;
        }
    }

    /** One of them. */
    record Worker(String id, Path mark) {}

    void remove(Worker worker) {
        containers.remove(worker.id(), true, true, false);
        unmark(worker.mark());
    }

    /** It stays, for somebody to look at. */
    void leave(Worker worker) {
        unmark(worker.mark());
    }

    private static void unmark(Path mark) {
        try {
            Files.deleteIfExists(mark);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Removes those that an earlier process left. */
    void recover() throws IOException {
        if (!Files.exists(names)) {
            return;
        }
        List<Path> marks;
        try (Stream<Path> all = Files.list(names)) {
            marks = all.toList();
        }
        for (Path mark : marks) {
            try {
                containers.remove(mark.getFileName().toString(), true, true, false);
            } catch (EngineException e) {
                if (e.kind() != ErrorKind.NOT_FOUND) {
                    throw e;
                }
            }
            unmark(mark);
        }
    }
}
