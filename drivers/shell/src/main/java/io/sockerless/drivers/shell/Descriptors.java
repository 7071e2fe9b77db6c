package io.sockerless.drivers.shell;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A shell's table of open files. Several numbers, of several subshells, may stand for one stream. */
final class Descriptors {
    private record Open(Stream stream, AtomicInteger uses) {
        Open again() {
            uses.incrementAndGet();
            return this;
        }

        void release() {
            if (uses.decrementAndGet() == 0) {
                try {
                    stream.close();
                } catch (IOException e) {
                    // As with close(2) in a shell: there is nobody to tell.
                    return;
                }
            }
        }
    }

    private final TreeMap<Integer, Open> table = new TreeMap<>();

    Descriptors copy() {
        Descriptors copy = new Descriptors();
        table.forEach((number, open) -> copy.table.put(number, open.again()));
        return copy;
    }

    Optional<Stream> get(int number) {
        return Optional.ofNullable(table.get(number)).map(Open::stream);
    }

    /** Takes the stream as its own. */
    void put(int number, Stream stream) {
        replace(number, Optional.of(new Open(stream, new AtomicInteger(1))));
    }

    private void replace(int number, Optional<Open> open) {
        Open before = open.isPresent() ? table.put(number, open.get()) : table.remove(number);
        if (before != null) {
            before.release();
        }
    }

    /** @return whether there is such a descriptor */
    boolean duplicate(int from, int to) {
        Open open = table.get(from);
        if (open != null && from != to) {
            replace(to, Optional.of(open.again()));
        }
        return open != null;
    }

    void close(int number) {
        replace(number, Optional.empty());
    }

    void closeAll() {
        table.values().forEach(Open::release);
        table.clear();
    }

    SortedMap<Integer, Stream> streams() {
        SortedMap<Integer, Stream> streams = new TreeMap<>();
        for (Map.Entry<Integer, Open> entry : table.entrySet()) {
            streams.put(entry.getKey(), entry.getValue().stream());
        }
        return streams;
    }

    /** Remembers what numbers stood for, to be put back. */
    final class Saved {
        private final Map<Integer, Optional<Open>> before = new TreeMap<>();

        void keep(int number) {
            before.computeIfAbsent(number, n -> Optional.ofNullable(table.get(n)).map(Open::again));
        }

        void restore() {
            before.forEach(Descriptors.this::replace);
            before.clear();
        }

        /** What has been redirected stays so. */
        void forget() {
            before.values().forEach(open -> open.ifPresent(Open::release));
            before.clear();
        }
    }
}
