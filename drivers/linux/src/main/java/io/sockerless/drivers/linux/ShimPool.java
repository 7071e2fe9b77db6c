package io.sockerless.drivers.linux;

import io.sockerless.engine.model.EngineException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;

/**
 * Supervisors that were started before they are needed. One that has no container yet ends with the host agent, so that
 * none outlives a daemon that was killed.
 */
final class ShimPool implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(ShimPool.class.getName());

    private final Layout layout;
    private final HostAgent host;
    private final RandomGenerator random;
    private final int wanted;
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Path> warm = new ArrayDeque<>();
    private int starting;
    private volatile boolean closed;

    ShimPool(Layout layout, HostAgent host, RandomGenerator random, int wanted) {
        this.layout = layout;
        this.host = host;
        this.random = random;
        this.wanted = wanted;
        refill();
    }

    /** The directory of a supervisor without a container. */
    Path take() {
        Path ready;
        lock.lock();
        try {
            ready = warm.poll();
        } finally {
            lock.unlock();
        }
        return ready == null ? spawn() : ready;
    }

    /** To be called when nothing urgent is under way: starting a process competes with what runs. */
    void refill() {
        lock.lock();
        try {
            while (!closed && warm.size() + starting < wanted) {
                starting++;
                Thread.ofVirtual().name("shim-pool").start(this::add);
            }
        } finally {
            lock.unlock();
        }
    }

    private void add() {
        try {
            Path shim = spawn();
            lock.lock();
            try {
                warm.add(shim);
            } finally {
                lock.unlock();
            }
        } catch (EngineException e) {
            // The next container starts its own, and tells its client if that fails, too. At the end it is no loss.
            LOG.log(
                    closed ? System.Logger.Level.DEBUG : System.Logger.Level.WARNING,
                    "no supervisor ahead of time: {0}",
                    e.getMessage());
        } finally {
            lock.lock();
            try {
                starting--;
            } finally {
                lock.unlock();
            }
        }
    }

    private Path spawn() {
        Path directory = layout.shims().resolve(HexFormat.of().toHexDigits(random.nextLong()));
        host.spawnShim(directory);
        return directory;
    }

    /** Its supervisors end with the host agent. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
        } finally {
            lock.unlock();
        }
    }
}
