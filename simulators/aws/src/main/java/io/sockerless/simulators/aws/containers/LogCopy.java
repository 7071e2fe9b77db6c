package io.sockerless.simulators.aws.containers;

import io.sockerless.simulators.aws.logs.CloudWatchLogs.Sink;
import io.sockerless.simulators.aws.logs.LogEvent;
import io.sockerless.simulators.kernel.docker.DockerEngine;
import io.sockerless.simulators.kernel.docker.Output;
import io.sockerless.simulators.kernel.docker.Output.Line;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/**
 * Copies what a container prints to a log stream, each line once whatever is killed meanwhile: with each batch the stream
 * remembers the last line's time, and the how manieth of that time it was.
 *
 * @param shown what of a line is to be there; nothing of those that become empty
 */
public record LogCopy(DockerEngine engine, String container, Sink sink, UnaryOperator<String> shown) {
    private static final int MOST = 1000;
    private static final Line END = new Line("", "");

    /** Of all lines. */
    public LogCopy(DockerEngine engine, String container, Sink sink) {
        this(engine, container, sink, UnaryOperator.identity());
    }

    private record Cursor(String time, int count) {
        static Cursor parse(String text) {
            int space = text.indexOf(' ');
            return space < 0
                    ? new Cursor("", 0)
                    : new Cursor(text.substring(0, space), Integer.parseInt(text.substring(space + 1)));
        }

        Cursor after(Line line) {
            return new Cursor(line.time(), line.time().equals(time) ? count + 1 : 1);
        }

        /** As the engine wants it. */
        String since() {
            if (time.isEmpty()) {
                return "";
            }
            Instant instant = Instant.parse(time);
            return "%d.%09d".formatted(instant.getEpochSecond(), instant.getNano());
        }

        @Override
        public String toString() {
            return time + " " + count;
        }
    }

    /** Until its end; then once more, since an engine may end a stream before its last lines. */
    public void all() throws IOException, InterruptedException {
        copy(true);
        copy(false);
    }

    private void copy(boolean follow) throws IOException, InterruptedException {
        Cursor begin = Cursor.parse(sink.cursor());
        BlockingQueue<Line> lines = new LinkedBlockingQueue<>(MOST);
        Thread writer = Thread.ofVirtual().name("awslogs").start(() -> write(lines, begin));
        try (Output output = engine.output(container, follow, begin.since())) {
            int toSkip = begin.count();
            for (Optional<Line> line = output.next(); line.isPresent(); line = output.next()) {
                if (toSkip > 0 && line.get().time().equals(begin.time())) {
                    toSkip--;
                } else {
                    give(lines, line.get(), writer);
                }
            }
        } finally {
            try {
                give(lines, END, writer);
                writer.join();
            } catch (InterruptedException e) {
                writer.interrupt();
                throw e;
            }
        }
    }

    /** @throws IOException when nobody takes it any more: what was not written is read again */
    private static void give(BlockingQueue<Line> lines, Line line, Thread writer)
            throws IOException, InterruptedException {
        while (!lines.offer(line, 1, TimeUnit.SECONDS)) {
            if (!writer.isAlive()) {
                throw new IOException("the log cannot be written");
            }
        }
    }

    /** What has come while one batch was written is the next one. */
    private void write(BlockingQueue<Line> lines, Cursor begin) {
        Cursor cursor = begin;
        List<Line> batch = new ArrayList<>();
        try {
            while (true) {
                batch.add(lines.take());
                lines.drainTo(batch, MOST);
                boolean end = batch.getLast() == END;
                List<LogEvent> events = new ArrayList<>();
                for (Line line : batch) {
                    if (line != END) {
                        cursor = cursor.after(line);
                        add(events, line);
                    }
                }
                if (!events.isEmpty()) {
                    sink.append(events, cursor.toString());
                }
                if (end) {
                    return;
                }
                batch.clear();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** An empty line is no event. */
    private void add(List<LogEvent> events, Line line) {
        String text = shown.apply(line.text());
        if (!text.isEmpty()) {
            events.add(new LogEvent(Instant.parse(line.time()).toEpochMilli(), text));
        }
    }
}
