package io.sockerless.frontends.buildkit.solve;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import io.sockerless.frontends.buildkit.wire.control.StatusResponse;
import io.sockerless.frontends.buildkit.wire.control.Vertex;
import io.sockerless.frontends.buildkit.wire.control.VertexLog;
import io.sockerless.frontends.buildkit.wire.control.VertexStatus;
import io.sockerless.frontends.buildkit.wire.control.VertexWarning;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What has happened in a build so far, for whoever looks on. Who comes late gets all of it, unless everybody who looked
 * on has got it already.
 */
public final class Progress {
    /** As BuildKit has it: what a step writes beyond is not shown. */
    private static final long LOG_LIMIT = 2 << 20;

    private final Clock clock;
    private final Map<String, Long> written = new HashMap<>();
    private final Deque<StatusResponse> events = new ArrayDeque<>();
    private final Set<Reader> readers = new HashSet<>();
    private long first;
    private boolean ended;

    public Progress(Clock clock) {
        this.clock = clock;
    }

    Timestamp now() {
        return timestamp(clock.instant());
    }

    static Timestamp timestamp(Instant time) {
        return Timestamp.newBuilder()
                .setSeconds(time.getEpochSecond())
                .setNanos(time.getNano())
                .build();
    }

    void vertex(Vertex vertex) {
        publish(StatusResponse.newBuilder().addVertexes(vertex).build());
    }

    void status(VertexStatus status) {
        publish(StatusResponse.newBuilder().addStatuses(status).build());
    }

    void warning(VertexWarning warning) {
        publish(StatusResponse.newBuilder().addWarnings(warning).build());
    }

    /** @param stream 1 or 2 */
    void log(String vertex, int stream, ByteString bytes) {
        long before;
        synchronized (this) {
            before = written.merge(vertex, (long) bytes.size(), Long::sum) - bytes.size();
        }
        if (before > LOG_LIMIT) {
            return;
        }
        ByteString shown = bytes;
        if (before + bytes.size() > LOG_LIMIT) {
            byte[] note = "\n[output clipped, log limit 2MiB reached]\n".getBytes(StandardCharsets.UTF_8);
            shown = bytes.substring(0, (int) (LOG_LIMIT - before)).concat(ByteString.copyFrom(note));
        }
        publish(StatusResponse.newBuilder()
                .addLogs(VertexLog.newBuilder()
                        .setVertex(vertex)
                        .setStream(stream)
                        .setTimestamp(now())
                        .setMsg(shown))
                .build());
    }

    /** Nothing more will happen. */
    synchronized void end() {
        ended = true;
        notifyAll();
    }

    private synchronized void publish(StatusResponse event) {
        if (ended) {
            return;
        }
        events.add(event);
        notifyAll();
    }

    public synchronized Reader read() {
        Reader reader = new Reader(first);
        readers.add(reader);
        return reader;
    }

    /** One who looks on. */
    public final class Reader implements AutoCloseable {
        private static final int MOST = 256;

        private long next;

        private Reader(long next) {
            this.next = next;
        }

        /** What happened since, as one; empty at the end. */
        public Optional<StatusResponse> next() throws InterruptedException {
            List<StatusResponse> news;
            synchronized (Progress.this) {
                while (next == first + events.size()) {
                    if (ended) {
                        return Optional.empty();
                    }
                    Progress.this.wait();
                }
                news = new ArrayList<>(
                        events.stream().skip(next - first).limit(MOST).toList());
                next += news.size();
                forget();
            }
            StatusResponse.Builder whole = StatusResponse.newBuilder();
            news.forEach(whole::mergeFrom);
            return Optional.of(whole.build());
        }

        @Override
        public void close() {
            synchronized (Progress.this) {
                readers.remove(this);
            }
        }
    }

    private void forget() {
        long read = readers.stream().mapToLong(reader -> reader.next).min().orElse(first);
        while (first < read) {
            events.remove();
            first++;
        }
    }
}
