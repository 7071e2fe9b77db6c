package io.sockerless.drivers.docker;

import io.sockerless.drivers.docker.wire.Call;
import io.sockerless.drivers.docker.wire.Reply;
import io.sockerless.drivers.spi.Channel;
import io.sockerless.drivers.spi.HasLogs.LogEntry;
import io.sockerless.drivers.spi.HasLogs.LogQuery;
import io.sockerless.drivers.spi.HasLogs.LogReader;
import io.sockerless.engine.model.EngineException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Optional;

/**
 * Reads a container's log from the other engine. One that is to be followed and has not started yet is waited for: the other
 * engine would say that there is nothing to follow. When the container has ended, the rest is asked for once more, since
 * dockerd may end a stream before its last lines.
 */
final class Logs implements LogReader {
    private final Remote remote;
    private final String container;
    private final LogQuery query;
    private final Optional<DockerTask> task;
    private final Object lock = new Object();
    private Optional<Reply> reply = Optional.empty();
    private LogEntries entries;
    private boolean following;
    private Instant last = Instant.MIN;
    private int atLast;
    private int toSkip;
    private Thread waiting;
    private volatile boolean closed;

    /** @param task what to wait for when following */
    Logs(Remote remote, String container, LogQuery query, Optional<DockerTask> task) {
        this.remote = remote;
        this.container = container;
        this.query = query;
        this.task = task;
    }

    @Override
    public Optional<LogEntry> next() throws InterruptedException {
        try {
            if (entries == null) {
                following = query.follow() && task.isPresent() && awaitStart(task.get());
                open(query.since(), query.tail());
            }
            Optional<LogEntry> next = read();
            if (next.isEmpty() && following) {
                following = false;
                toSkip = atLast;
                boolean seen = atLast > 0;
                open(seen ? last : query.since(), seen ? -1 : query.tail());
                next = read();
            }
            return next;
        } catch (IOException e) {
            if (closed) {
                return Optional.empty();
            }
            throw EngineException.internal(
                    "driver docker: the log of container " + container + ": " + e.getMessage(), e);
        }
    }

    /** The next that was not seen yet. */
    private Optional<LogEntry> read() throws IOException {
        Optional<LogEntry> next = closed ? Optional.empty() : entries.next();
        while (next.isPresent() && toSkip > 0 && next.get().time().equals(last)) {
            toSkip--;
            next = entries.next();
        }
        toSkip = 0;
        next.ifPresent(entry -> {
            atLast = entry.time().equals(last) ? atLast + 1 : 1;
            last = entry.time();
        });
        return next;
    }

    private void open(Instant since, long tail) {
        if (closed) {
            return;
        }
        boolean terminal = remote.get("containers", container, "json")
                .path("Config")
                .path("Tty")
                .asBoolean();
        Call call = Call.of("GET", "containers", container, "logs")
                .query("stdout", true)
                .query("stderr", true)
                .query("timestamps", true)
                .query("details", true)
                .query("follow", following);
        if (tail >= 0) {
            call = call.query("tail", Long.toString(tail));
        }
        if (!since.equals(Instant.MIN)) {
            call = call.query("since", seconds(since));
        }
        if (!query.until().equals(Instant.MAX)) {
            call = call.query("until", seconds(query.until()));
        }
        Reply opened = remote.open(call);
        synchronized (lock) {
            reply.ifPresent(Reply::close);
            reply = Optional.of(opened);
            if (closed) {
                opened.close();
            }
        }
        InputStream in = opened.body();
        entries = terminal ? new TerminalEntries(in) : new FramedEntries(in);
    }

    /** @return whether there is something to follow */
    private boolean awaitStart(DockerTask begun) throws InterruptedException {
        synchronized (lock) {
            if (closed) {
                return false;
            }
            waiting = Thread.currentThread();
        }
        try {
            begun.awaitStart();
        } catch (InterruptedException e) {
            if (!closed) {
                throw e;
            }
        } finally {
            synchronized (lock) {
                waiting = null;
                if (closed) {
                    // Ours, sent by close.
                    Thread.interrupted();
                }
            }
        }
        return begun.running();
    }

    private static String seconds(Instant time) {
        return "%d.%09d".formatted(time.getEpochSecond(), time.getNano());
    }

    @Override
    public void close() {
        synchronized (lock) {
            closed = true;
            reply.ifPresent(Reply::close);
            if (waiting != null) {
                waiting.interrupt();
            }
        }
    }

    static Channel channel(int stream) {
        return stream == 2 ? Channel.STDERR : Channel.STDOUT;
    }
}
