package io.sockerless.engine.oci;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/** The right to write under one name, held by one thread at a time; forgotten when nobody holds or wants it. */
final class Key {
    private final Map<String, Key> all;
    private final String name;
    private final Semaphore free = new Semaphore(1);
    private int users;

    private Key(Map<String, Key> all, String name) {
        this.all = all;
        this.name = name;
    }

    /** Waits for the key. */
    static Key hold(Map<String, Key> all, String name) throws IOException {
        Key key = wanted(all, name);
        try {
            key.free.acquire();
            return key;
        } catch (InterruptedException e) {
            key.unwanted();
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("interrupted while waiting for " + name).initCause(e);
        }
    }

    /** The key, if nobody holds it. */
    static Optional<Key> tryHold(Map<String, Key> all, String name) {
        Key key = wanted(all, name);
        if (key.free.tryAcquire()) {
            return Optional.of(key);
        }
        key.unwanted();
        return Optional.empty();
    }

    private static Key wanted(Map<String, Key> all, String name) {
        return all.compute(name, (_, known) -> {
            Key key = known == null ? new Key(all, name) : known;
            key.users++;
            return key;
        });
    }

    void release() {
        free.release();
        unwanted();
    }

    private void unwanted() {
        all.compute(name, (_, key) -> --key.users == 0 ? null : key);
    }
}
