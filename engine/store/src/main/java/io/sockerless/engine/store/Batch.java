package io.sockerless.engine.store;

import java.util.ArrayList;
import java.util.List;

/** The changes of one transaction, in order. */
public final class Batch {
    /** @param json empty to delete */
    record Change(String table, String key, byte[] json) {
        boolean deletes() {
            return json.length == 0;
        }
    }

    private final List<Change> changes = new ArrayList<>();
    private final List<Runnable> afterCommit = new ArrayList<>();

    Batch() {}

    public <T> void put(Table<T> table, String key, T value) {
        changes.add(new Change(table.name(), key, table.encode(value)));
        afterCommit.add(() -> table.remember(key, value));
    }

    public void delete(Table<?> table, String key) {
        changes.add(new Change(table.name(), key, new byte[0]));
        afterCommit.add(() -> table.forget(key));
    }

    boolean isEmpty() {
        return changes.isEmpty();
    }

    List<Change> changes() {
        return changes;
    }

    /** Makes the changes visible to readers. */
    void publish() {
        afterCommit.forEach(Runnable::run);
    }
}
