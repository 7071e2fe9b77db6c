package io.sockerless.drivers.linux.network;

import io.sockerless.engine.model.EngineException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Puts scripts that come at the same time into one transaction of the packet filter. For additions: deletions take the
 * kernel ten times as long to acknowledge and are not to hold additions up.
 */
final class FilterWriter {
    private final Consumer<String> filter;
    private final ReentrantLock turn = new ReentrantLock();
    private final List<Entry> waiting = new ArrayList<>();

    private static final class Entry {
        final String script;
        boolean done;
        Optional<EngineException> failure = Optional.empty();

        Entry(String script) {
            this.script = script;
        }
    }

    FilterWriter(Consumer<String> filter) {
        this.filter = filter;
    }

    /** Returns when the script is in force. A failure is this script's own. */
    void write(String script) {
        Entry entry = new Entry(script);
        synchronized (waiting) {
            waiting.add(entry);
        }
        turn.lock();
        try {
            if (!entry.done) {
                writeAll();
            }
        } finally {
            turn.unlock();
        }
        if (entry.failure.isPresent()) {
            throw entry.failure.get();
        }
    }

    private void writeAll() {
        List<Entry> batch;
        synchronized (waiting) {
            batch = List.copyOf(waiting);
            waiting.clear();
        }
        if (batch.size() == 1 || !writeTogether(batch)) {
            batch.forEach(this::writeAlone);
        }
        batch.forEach(entry -> entry.done = true);
    }

    /** False when one of them is wrong; nothing is in force then. */
    private boolean writeTogether(List<Entry> batch) {
        StringBuilder together = new StringBuilder();
        batch.forEach(entry -> together.append(entry.script));
        try {
            filter.accept(together.toString());
            return true;
        } catch (EngineException e) {
            return false;
        }
    }

    private void writeAlone(Entry entry) {
        try {
            filter.accept(entry.script);
        } catch (EngineException e) {
            entry.failure = Optional.of(e);
        }
    }
}
