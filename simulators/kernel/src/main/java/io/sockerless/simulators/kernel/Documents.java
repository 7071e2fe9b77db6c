package io.sockerless.simulators.kernel;

import io.sockerless.engine.store.Batch;
import io.sockerless.engine.store.Table;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** Durable documents of one kind, each of which contains its key. They are values: never changed, only replaced. */
public final class Documents<T> {
    private final Table<T> table;
    private final Function<T, String> key;

    Documents(Table<T> table, Function<T, String> key) {
        this.table = table;
        this.key = key;
    }

    public Optional<T> get(String wanted) {
        return table.get(wanted);
    }

    /** In the order of their keys, so that pages of them fit together. */
    public List<T> all(Predicate<T> wanted) {
        return table.values().stream()
                .filter(wanted)
                .sorted(Comparator.comparing(key))
                .toList();
    }

    /** Those whose keys begin with the prefix and do not come before {@code first}, by the keys' bytes in UTF-8. */
    public Iterable<T> from(String first, String prefix) {
        return () -> table.from(Table.ORDER.compare(first, prefix) < 0 ? prefix : first).stream()
                .takeWhile(document -> key.apply(document).startsWith(prefix))
                .iterator();
    }

    /** The first of those, no more than {@code most}. */
    public List<T> page(String first, String prefix, int most) {
        List<T> page = new ArrayList<>();
        for (Iterator<T> rest = from(first, prefix).iterator(); page.size() < most && rest.hasNext(); ) {
            page.add(rest.next());
        }
        return page;
    }

    public void put(T document) {
        table.put(key.apply(document), document);
    }

    public void put(Batch batch, T document) {
        batch.put(table, key.apply(document), document);
    }

    public void delete(String unwanted) {
        table.delete(unwanted);
    }

    public void delete(Batch batch, String unwanted) {
        batch.delete(table, unwanted);
    }

    /** Replaces it by what the change makes of it, one change at a time; empty when it is not there. */
    public synchronized Optional<T> change(String wanted, UnaryOperator<T> change) {
        Optional<T> changed = table.get(wanted).map(change);
        changed.ifPresent(this::put);
        return changed;
    }

    void clear(Batch batch) {
        table.values().forEach(document -> delete(batch, key.apply(document)));
    }
}
