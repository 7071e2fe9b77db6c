package io.sockerless.engine.store;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.sockerless.engine.model.EngineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * Durable documents in one SQLite file (WAL). Each kind of document is a {@link Table}, read from memory and written as
 * JSON. A write returns when it is committed, or throws; a crash at any moment keeps each transaction whole or not at all.
 * Writes from many threads share commits. What a commit outlives is told by its {@link Durability}.
 *
 * <p>One process at a time: a second one gets an error from {@link #open}.
 */
public final class Store implements AutoCloseable {
    private final Writer writer;

    private Store(Writer writer) {
        this.writer = writer;
    }

    /** Opens it so that commits outlive the machine's crashes, too. */
    public static Store open(Path file) {
        return open(file, Durability.MACHINE);
    }

    /**
     * Opens or makes the file and its directory.
     *
     * @throws EngineException UNAVAILABLE when another process has it open, INTERNAL when it cannot be read
     */
    public static Store open(Path file, Durability durability) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
        } catch (IOException e) {
            throw EngineException.internal("cannot make the store's directory: " + e.getMessage(), e);
        }
        return new Store(Writer.start(file, durability));
    }

    /**
     * A kind of document. Call it once per name: it reads all of them into memory.
     *
     * @param mapper how {@code type} becomes JSON
     */
    public <T> Table<T> table(String name, Class<T> type, ObjectMapper mapper) {
        // Looking into a type takes a millisecond, and many kinds have no document as a process starts.
        ObjectReader decoder = mapper.reader()
                .without(DeserializationFeature.EAGER_DESERIALIZER_FETCH)
                .forType(type);
        ObjectWriter encoder = mapper.writer()
                .without(SerializationFeature.EAGER_SERIALIZER_FETCH)
                .forType(type);
        return new Table<>(this, name, decoder, encoder, writer.read(name));
    }

    /** One transaction; nothing of it is seen by readers before it is durable. */
    public void write(Consumer<Batch> changes) {
        Batch batch = new Batch();
        changes.accept(batch);
        if (!batch.isEmpty()) {
            writer.commit(batch);
        }
    }

    /** Commits made so far are on disk already; this gives the file back. */
    @Override
    public void close() {
        writer.close();
    }
}
