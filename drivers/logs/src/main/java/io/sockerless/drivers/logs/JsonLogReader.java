package io.sockerless.drivers.logs;

import io.sockerless.drivers.spi.HasLogs.LogEntry;
import io.sockerless.drivers.spi.HasLogs.LogQuery;
import io.sockerless.drivers.spi.HasLogs.LogReader;
import io.sockerless.engine.model.EngineException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Reads a json-file log with its rotated predecessors. A follower waits on a {@link LogGrowth}, which the task's
 * supervisor feeds, and goes over to the next file when the one that it reads has been rotated away.
 */
public final class JsonLogReader implements LogReader {
    private static final int INITIAL = 16 << 10;

    private final Path path;
    private final LogQuery query;
    private final Optional<LogGrowth> growth;
    private final Deque<LogFile> later;
    private Optional<LogFile> current;
    private byte[] buffer = new byte[INITIAL];
    private int start;
    private int end;
    private volatile boolean closed;

    /**
     * @param growth of the running task; empty when the log cannot grow any more
     */
    public JsonLogReader(Path path, LogQuery query, Optional<LogGrowth> growth) {
        this.path = path;
        this.query = query;
        this.growth = query.follow() ? growth : Optional.empty();
        try {
            this.later = new ArrayDeque<>(LogFiles.open(path));
            skipToTail();
            this.current = Optional.ofNullable(later.poll());
        } catch (IOException e) {
            throw EngineException.internal("opening the log: " + e.getMessage(), e);
        }
    }

    private void skipToTail() throws IOException {
        if (query.tail() < 0) {
            return;
        }
        long missing = query.tail();
        Deque<LogFile> wanted = new ArrayDeque<>();
        for (LogFile file : List.copyOf(later).reversed()) {
            if (missing == 0) {
                if (wanted.isEmpty()) {
                    file.channel().position(file.channel().size());
                    wanted.addFirst(file); // the newest one, to follow
                } else {
                    file.close();
                }
                continue;
            }
            LogFile.Start tail = file.lastLines(missing);
            file.channel().position(tail.offset());
            missing -= tail.lines();
            wanted.addFirst(file);
        }
        later.clear();
        later.addAll(wanted);
    }

    @Override
    public Optional<LogEntry> next() throws InterruptedException {
        try {
            while (!closed) {
                Optional<LogEntry> entry = read();
                if (entry.isEmpty() || entry.get().time().isAfter(query.until())) {
                    return Optional.empty();
                }
                if (!entry.get().time().isBefore(query.since())) {
                    return entry;
                }
            }
            return Optional.empty();
        } catch (ClosedChannelException e) {
            if (Thread.interrupted()) {
                throw (InterruptedException) new InterruptedException().initCause(e);
            }
            return Optional.empty();
        } catch (IOException e) {
            throw EngineException.internal("reading the log: " + e.getMessage(), e);
        }
    }

    private Optional<LogEntry> read() throws IOException, InterruptedException {
        int scanned = start;
        while (!closed) {
            for (int i = scanned; i < end; i++) {
                if (buffer[i] == '\n') {
                    LogEntry entry = LogLine.parse(buffer, start, i - start);
                    start = i + 1;
                    return Optional.of(entry);
                }
            }
            int pending = end - start;
            long seen = growth.map(LogGrowth::version).orElse(0L);
            boolean last = growth.map(LogGrowth::ended).orElse(true);
            if (!fill() && !advance() && (last || !waitForMore(seen))) {
                return Optional.empty();
            }
            scanned = start + Math.min(pending, end - start);
        }
        return Optional.empty();
    }

    /** Waits; false when this reader was closed. */
    private boolean waitForMore(long seen) throws InterruptedException {
        growth.orElseThrow().await(seen);
        return !closed;
    }

    private boolean fill() throws IOException {
        if (current.isEmpty()) {
            current = LogFile.open(path); // made by the task's first output
            if (current.isEmpty()) {
                return false;
            }
        }
        if (start > 0) {
            System.arraycopy(buffer, start, buffer, 0, end - start);
            end -= start;
            start = 0;
        }
        if (end == buffer.length) {
            buffer = Arrays.copyOf(buffer, 2 * buffer.length);
        }
        int n = current.get().channel().read(ByteBuffer.wrap(buffer, end, buffer.length - end));
        if (n > 0) {
            end += n;
            return true;
        }
        return false;
    }

    /** Goes over to the next file, if the present one is complete. */
    private boolean advance() throws IOException {
        if (current.isEmpty()) {
            return false;
        }
        if (later.isEmpty()) {
            if (growth.isEmpty() || LogFile.open(path).map(this::isCurrent).orElse(true)) {
                return false;
            }
            later.addAll(LogFiles.after(path, current.get()));
        }
        // What was written between our last read and the rotation comes first.
        if (fill()) {
            return true;
        }
        current.get().close();
        current = Optional.ofNullable(later.poll());
        start = 0;
        end = 0;
        return current.isPresent();
    }

    private boolean isCurrent(LogFile newest) {
        try (newest) {
            return newest.inode().equals(current.orElseThrow().inode());
        } catch (IOException e) {
            throw EngineException.internal("closing the log: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        closed = true;
        growth.ifPresent(LogGrowth::grown);
        try {
            if (current.isPresent()) {
                current.get().close();
            }
            for (LogFile file : later) {
                file.close();
            }
        } catch (IOException e) {
            throw EngineException.internal("closing the log: " + e.getMessage(), e);
        }
    }
}
