package io.sockerless.simulators.kernel;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.store.Batch;
import io.sockerless.engine.store.Durability;
import io.sockerless.engine.store.Store;
import io.sockerless.frontends.http.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/** Everything that a simulator must know again after {@code kill -9}, in one directory that one process may have. */
public final class State implements AutoCloseable {
    private static final ObjectMapper MAPPER = Json.MAPPER;

    private record Identity(String id) {}

    private final Store store;
    private final Path directory;
    private final Durability durability;
    private final List<Documents<?>> kinds = new CopyOnWriteArrayList<>();
    private final String id;

    private State(Store store, Path directory, Durability durability) {
        this.store = store;
        this.directory = directory;
        this.durability = durability;
        var identities = store.table("identity", Identity.class, MAPPER);
        id = identities
                .get("identity")
                .orElseGet(() -> {
                    Identity fresh = new Identity(UUID.randomUUID().toString());
                    identities.put("identity", fresh);
                    return fresh;
                })
                .id();
    }

    /** What is written outlives {@code kill -9}. */
    public static State open(Path directory) {
        return open(directory, Durability.PROCESS);
    }

    /** @throws EngineException UNAVAILABLE when another process has it */
    public static State open(Path directory, Durability durability) {
        try {
            unpackInto(directory.resolve("sqlite"));
            Snapshots.settle(directory);
        } catch (IOException e) {
            throw EngineException.internal("cannot use the directory " + directory + ": " + e, e);
        }
        return new State(Store.open(directory.resolve("simulator.db"), durability), directory, durability);
    }

    /** The same directory again, after {@link #close}. */
    State reopened() {
        return open(directory, durability);
    }

    /** SQLite's native library goes here; a process that is killed must leave nothing in /tmp, nor here for long. */
    private static void unpackInto(Path directory) throws IOException {
        Files.createDirectories(directory);
        try (Stream<Path> old = Files.list(directory)) {
            for (Path file : old.toList()) {
                Files.deleteIfExists(file);
            }
        }
        System.setProperty("org.sqlite.tmpdir", directory.toString());
    }

    /** The same as long as the directory lives: what this simulator makes elsewhere is marked with it. */
    public String id() {
        return id;
    }

    /** Of what is written here, files as well. */
    public Durability durability() {
        return durability;
    }

    /** Where the service of this name may have files; what is in them is its own affair, after a reset too. */
    public Path directory(String name) {
        return directory.resolve(name);
    }

    /** A kind of documents; to be called once for each name. */
    public <T> Documents<T> documents(String name, Class<T> type, Function<T, String> key) {
        Documents<T> documents = new Documents<>(store.table(name, type, MAPPER), key);
        kinds.add(documents);
        return documents;
    }

    /** One transaction, durable when it returns. */
    public void write(Consumer<Batch> changes) {
        store.write(changes);
    }

    /** Forgets all documents. */
    void clear() {
        store.write(batch -> kinds.forEach(kind -> kind.clear(batch)));
    }

    @Override
    public void close() {
        store.close();
    }
}
