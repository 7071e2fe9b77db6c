package io.sockerless.drivers.spi;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** A driver that keeps the output of its containers. */
public interface HasLogs {
    /**
     * One line, or a part of a long one.
     *
     * @param data includes the newline if there was one
     * @param attributes what the log's options attach to it
     */
    record LogEntry(Instant time, Channel channel, byte[] data, Map<String, String> attributes) {}

    /**
     * @param tail the number of last entries to begin with; negative for all
     * @param since entries at or after this time; {@link Instant#MIN} for all
     * @param until entries up to this time; {@link Instant#MAX} for all
     * @param follow go on with new entries until the container ends
     */
    record LogQuery(long tail, Instant since, Instant until, boolean follow) {}

    /** A reader of entries in the order in which they were written. Closing it from another thread ends a waiting next. */
    interface LogReader extends AutoCloseable {
        /** The next entry; waits when following; empty at the end. */
        Optional<LogEntry> next() throws InterruptedException;

        @Override
        void close();
    }

    LogReader logs(String containerId, LogQuery query);

    /** Path of the log for inspect's LogPath, empty when there is none. */
    String logPath(String containerId);
}
