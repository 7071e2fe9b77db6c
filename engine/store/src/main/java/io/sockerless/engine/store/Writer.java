package io.sockerless.engine.store;

import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.ReentrantLock;
import org.sqlite.SQLiteConfig;

/**
 * The one thread that writes: a platform thread, since SQLite's native calls would pin a virtual one. Whatever has queued
 * up while the disk was busy goes into the next commit together.
 */
final class Writer implements AutoCloseable {
    private final Connection connection;
    private final PreparedStatement put;
    private final PreparedStatement delete;
    private final BlockingQueue<Work> queue = new LinkedBlockingQueue<>();
    private final ReentrantLock gate = new ReentrantLock();
    private final Thread thread;
    private boolean closed;

    private static final class Work {
        final Batch batch;
        final CountDownLatch done = new CountDownLatch(1);
        volatile Exception failure;

        Work(Batch batch) {
            this.batch = batch;
        }
    }

    private static final Work STOP = new Work(new Batch());

    private Writer(Connection connection) throws SQLException {
        this.connection = connection;
        this.put = connection.prepareStatement("INSERT OR REPLACE INTO document VALUES (?, ?, ?)");
        this.delete = connection.prepareStatement("DELETE FROM document WHERE kind = ? AND key = ?");
        this.thread = Thread.ofPlatform().name("store-writer").daemon().start(this::run);
    }

    static Writer start(Path file, Durability durability) {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(
                switch (durability) {
                    case PROCESS -> SQLiteConfig.SynchronousMode.NORMAL;
                    case MACHINE -> SQLiteConfig.SynchronousMode.FULL;
                });
        config.setLockingMode(SQLiteConfig.LockingMode.EXCLUSIVE);
        config.setBusyTimeout(0);
        try {
            Connection connection = config.createConnection("jdbc:sqlite:" + file.toAbsolutePath());
            try (Statement statement = connection.createStatement()) {
                statement.execute(
                        "CREATE TABLE IF NOT EXISTS document (kind TEXT NOT NULL, key TEXT NOT NULL, json BLOB NOT"
                                + " NULL, PRIMARY KEY (kind, key)) WITHOUT ROWID");
                // Takes the exclusive lock now, so that a second process is told at once.
                statement.execute("BEGIN IMMEDIATE");
                statement.execute("PRAGMA user_version = 1");
                statement.execute("COMMIT");
            } catch (SQLException e) {
                connection.close();
                throw e;
            }
            connection.setAutoCommit(false);
            return new Writer(connection);
        } catch (SQLException e) {
            boolean busy = e.getErrorCode() == org.sqlite.SQLiteErrorCode.SQLITE_BUSY.code;
            throw new EngineException(
                    busy ? ErrorKind.UNAVAILABLE : ErrorKind.INTERNAL,
                    busy
                            ? "the state directory is in use by another process: " + file
                            : "cannot open the store " + file + ": " + e.getMessage(),
                    e);
        }
    }

    Map<String, byte[]> read(String kind) {
        gate.lock();
        try (PreparedStatement select = connection.prepareStatement("SELECT key, json FROM document WHERE kind = ?")) {
            select.setString(1, kind);
            Map<String, byte[]> found = new HashMap<>();
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    found.put(rows.getString(1), rows.getBytes(2));
                }
            }
            connection.commit();
            return found;
        } catch (SQLException e) {
            throw EngineException.internal("cannot read the store: " + e.getMessage(), e);
        } finally {
            gate.unlock();
        }
    }

    void commit(Batch batch) {
        Work work = new Work(batch);
        gate.lock();
        try {
            if (closed) {
                throw new EngineException(ErrorKind.UNAVAILABLE, "the engine is shutting down");
            }
            queue.add(work);
        } finally {
            gate.unlock();
        }
        awaitUninterruptibly(work.done);
        if (work.failure != null) {
            throw EngineException.internal("cannot write to the store: " + work.failure.getMessage(), work.failure);
        }
    }

    /** A commit that was begun will happen, so an interrupted caller must still learn how it ended. */
    private static void awaitUninterruptibly(CountDownLatch latch) {
        boolean interrupted = false;
        while (true) {
            try {
                latch.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        List<Work> group = new ArrayList<>();
        boolean stopping = false;
        while (!stopping) {
            group.clear();
            try {
                group.add(queue.take());
            } catch (InterruptedException e) {
                return;
            }
            queue.drainTo(group);
            stopping = group.remove(STOP);
            if (!group.isEmpty()) {
                writeGroup(group);
            }
        }
    }

    private void writeGroup(List<Work> group) {
        Exception failure = null;
        gate.lock();
        try {
            writeAll(group);
            group.forEach(work -> work.batch.publish());
        } catch (SQLException | RuntimeException e) {
            failure = e;
            rollback(e);
        } finally {
            gate.unlock();
        }
        for (Work work : group) {
            work.failure = failure;
            work.done.countDown();
        }
    }

    private void rollback(Exception cause) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }

    private void writeAll(List<Work> group) throws SQLException {
        for (Work work : group) {
            for (Batch.Change change : work.batch.changes()) {
                PreparedStatement statement = change.deletes() ? delete : put;
                statement.setString(1, change.table());
                statement.setString(2, change.key());
                if (!change.deletes()) {
                    statement.setBytes(3, change.json());
                }
                statement.executeUpdate();
            }
        }
        connection.commit();
    }

    @Override
    public void close() {
        gate.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            queue.add(STOP);
        } finally {
            gate.unlock();
        }
        try {
            thread.join();
            connection.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (SQLException e) {
            throw EngineException.internal("cannot close the store: " + e.getMessage(), e);
        }
    }
}
