package io.sockerless.engine.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import io.sockerless.engine.model.EngineException;
import java.io.IOException;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/** Documents of one kind by key. Reading costs no I/O; values are immutable and are handed out as they are. */
public final class Table<T> {
    /** Of the keys: by their code points, which is the order of their bytes in UTF-8. */
    public static final Comparator<String> ORDER = Table::byCodePoints;

    private final Store store;
    private final String name;
    private final ObjectWriter encoder;
    private final NavigableMap<String, T> values = new ConcurrentSkipListMap<>(ORDER);

    Table(Store store, String name, ObjectReader decoder, ObjectWriter encoder, Map<String, byte[]> stored) {
        this.store = store;
        this.name = name;
        this.encoder = encoder;
        stored.forEach((key, json) -> {
            try {
                values.put(key, decoder.readValue(json));
            } catch (IOException e) {
                throw EngineException.internal(
                        "the stored " + name + " " + key + " cannot be read: " + e.getMessage(), e);
            }
        });
    }

    String name() {
        return name;
    }

    public Optional<T> get(String key) {
        return Optional.ofNullable(values.get(key));
    }

    /** A live view, in {@link #ORDER}. */
    public Collection<T> values() {
        return Collections.unmodifiableCollection(values.values());
    }

    /** A live view of those whose keys do not come before this one, in the same order. */
    public Collection<T> from(String key) {
        return Collections.unmodifiableCollection(values.tailMap(key, true).values());
    }

    private static int byCodePoints(String one, String other) {
        int common = Math.min(one.length(), other.length());
        for (int i = 0; i < common; i++) {
            char a = one.charAt(i);
            char b = other.charAt(i);
            if (a != b) {
                // Surrogates stand for what comes after all other characters.
                boolean differ = Character.isSurrogate(a) != Character.isSurrogate(b);
                return differ ? Boolean.compare(Character.isSurrogate(a), Character.isSurrogate(b)) : a - b;
            }
        }
        return one.length() - other.length();
    }

    /** Durable when it returns. */
    public void put(String key, T value) {
        store.write(batch -> batch.put(this, key, value));
    }

    /** Durable when it returns; deleting what is not there is fine. */
    public void delete(String key) {
        store.write(batch -> batch.delete(this, key));
    }

    byte[] encode(T value) {
        try {
            return encoder.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw EngineException.internal("cannot write a " + name + ": " + e.getMessage(), e);
        }
    }

    void remember(String key, T value) {
        values.put(key, value);
    }

    void forget(String key) {
        values.remove(key);
    }
}
