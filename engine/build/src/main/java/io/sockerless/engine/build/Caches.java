package io.sockerless.engine.build;

import io.sockerless.engine.model.EngineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * The directories of {@code RUN --mount=type=cache}, which stay from build to build: one for each id, and further ones
 * for {@code sharing=private}. Safe for use by many threads.
 */
public final class Caches {
    public static final String TYPE = "exec.cachemount";
    public static final String DESCRIPTION = "a directory of RUN --mount=type=cache";

    private final Path root;
    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition released = lock.newCondition();
    private final Map<String, Integer> users = new HashMap<>();
    private final Map<String, Boolean> alone = new HashMap<>();

    public Caches(Path root, Clock clock) {
        this.root = root;
        this.clock = clock;
    }

    /**
     * One of them, as the usage report and {@code docker builder prune} know it.
     *
     * @param size in bytes
     * @param used when a build last had it
     */
    public record Cache(String id, long size, Instant used, boolean inUse) {}

    /** A cache in use. */
    final class Held implements AutoCloseable {
        private final String name;
        private final boolean fresh;

        private Held(String name, boolean fresh) {
            this.name = name;
            this.fresh = fresh;
        }

        Path directory() {
            return root.resolve(name);
        }

        /** Whether it was made just now. */
        boolean fresh() {
            return fresh;
        }

        @Override
        public void close() {
            lock.lock();
            try {
                users.merge(name, -1, (a, b) -> a + b == 0 ? null : a + b);
                if (!users.containsKey(name)) {
                    alone.remove(name);
                }
                released.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    /** @param sharing shared, private or locked: the last waits until nobody else has it */
    Held hold(String id, String sharing) throws IOException, InterruptedException {
        lock.lockInterruptibly();
        try {
            String name = id;
            switch (sharing) {
                case "shared" -> {
                    while (alone.getOrDefault(name, false)) {
                        released.await();
                    }
                }
                case "locked" -> {
                    while (users.containsKey(name)) {
                        released.await();
                    }
                    alone.put(name, true);
                }
                case "private" -> {
                    for (int i = 1; users.containsKey(name); i++) {
                        name = id + "-" + i;
                    }
                }
                default -> throw EngineException.invalid("unsupported sharing value \"" + sharing + "\"");
            }
            users.merge(name, 1, Integer::sum);
            boolean fresh = !Files.exists(root.resolve(name));
            Files.createDirectories(root.resolve(name));
            Files.setLastModifiedTime(root.resolve(name), FileTime.from(clock.instant()));
            return new Held(name, fresh);
        } finally {
            lock.unlock();
        }
    }

    public List<Cache> list() throws IOException {
        if (!Files.exists(root)) {
            return List.of();
        }
        List<Cache> caches = new ArrayList<>();
        try (Stream<Path> all = Files.list(root)) {
            for (Path each : all.toList()) {
                String name = each.getFileName().toString();
                caches.add(new Cache(
                        name, Trees.size(each), Files.getLastModifiedTime(each).toInstant(), inUse(name)));
            }
        }
        return caches;
    }

    private boolean inUse(String name) {
        lock.lock();
        try {
            return users.containsKey(name);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Removes what nobody uses and the filters mean.
     *
     * @param keep how many bytes may stay of it
     * @throws EngineException INVALID for a filter that there is not
     */
    public Pruned prune(Map<String, List<String>> filters, long keep) throws IOException {
        return CachePruning.of(filters, keep).carryOut(this, clock.instant());
    }

    /** What was removed. */
    public record Pruned(List<String> ids, long bytes) {}

    /** Removes one that nobody uses; whether it did. */
    boolean remove(String id) throws IOException {
        lock.lock();
        try {
            if (users.containsKey(id)) {
                return false;
            }
            Trees.remove(root.resolve(id));
            return true;
        } finally {
            lock.unlock();
        }
    }
}
