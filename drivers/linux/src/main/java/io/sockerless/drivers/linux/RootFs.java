package io.sockerless.drivers.linux;

import io.sockerless.engine.model.EngineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Mounted root file systems: mounted for the first user of a container's root, unmounted after the last. */
final class RootFs {
    private final Layout layout;
    private final HostAgent host;
    private final Snapshots snapshots;
    private final KeyedLocks locks = new KeyedLocks();
    private final Map<String, Integer> users = new HashMap<>();

    RootFs(Layout layout, HostAgent host, Snapshots snapshots) {
        this.layout = layout;
        this.host = host;
        this.snapshots = snapshots;
    }

    /** A use of a mounted root. */
    interface Lease extends AutoCloseable {
        Path path();

        /** Idempotent. */
        @Override
        void close();
    }

    /** @param chainIds lowest first */
    Lease mount(String id, List<String> chainIds) {
        try (KeyedLocks.Held _ = locks.lock(id)) {
            if (count(id, 0) == 0) {
                host.mounts()
                        .overlay(
                                snapshots.containerLowers(chainIds),
                                layout.upper(id),
                                layout.work(id),
                                layout.root(id),
                                "");
            }
            count(id, 1);
        }
        return lease(id);
    }

    /** A use of a root that an earlier daemon has mounted. */
    Lease adopt(String id) {
        count(id, 1);
        return lease(id);
    }

    private Lease lease(String id) {
        return new Lease() {
            private boolean open = true;

            @Override
            public Path path() {
                return layout.root(id);
            }

            @Override
            public synchronized void close() {
                if (open) {
                    open = false;
                    unuse(id);
                }
            }
        };
    }

    private void unuse(String id) {
        try (KeyedLocks.Held _ = locks.lock(id)) {
            if (count(id, -1) == 0) {
                unmount(id);
            }
        }
    }

    /** Unmounts what nobody of this process uses: the last user of another one, such as a copy out of it, does it itself. */
    void clear(String id) {
        try (KeyedLocks.Held _ = locks.lock(id)) {
            if (count(id, 0) == 0) {
                unmount(id);
            }
        }
    }

    private void unmount(String id) {
        // Lazily: a file copied out of it at this moment keeps its mount a little longer, and nobody has to wait.
        host.mounts().unmount(layout.root(id), true);
        try {
            Files.deleteIfExists(layout.root(id));
        } catch (NoSuchFileException e) {
            return;
        } catch (IOException e) {
            throw EngineException.internal("removing " + layout.root(id) + ": " + e.getMessage(), e);
        }
    }

    private synchronized int count(String id, int change) {
        int now = users.getOrDefault(id, 0) + change;
        if (now == 0) {
            users.remove(id);
        } else {
            users.put(id, now);
        }
        return now;
    }
}
