package io.sockerless.simulators.aws.lambda;

import io.sockerless.simulators.aws.logs.CloudWatchLogs.Sink;
import io.sockerless.simulators.aws.logs.LogEvent;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The log of one execution environment: a stream of its own, written in batches by a thread of its own. */
final class FunctionLog implements AutoCloseable {
    private static final int HELD = 10_000;
    private static final int BATCH = 1000;
    private static final int TAIL = 4096;

    /** A line to write, or one who waits until all before it is written. */
    private sealed interface Item {
        record Line(LogEvent event) implements Item {}

        record Flush(CountDownLatch done) implements Item {}
    }

    private final Sink sink;
    private final Clock clock;
    private final BlockingQueue<Item> items = new LinkedBlockingQueue<>(HELD);
    private final Thread writer;
    private StringBuilder tail = new StringBuilder();
    private long last;
    private long lastPrinted = System.nanoTime();

    FunctionLog(Sink sink, Clock clock) {
        this.sink = sink;
        this.clock = clock;
        writer = Thread.ofVirtual().name("lambda-log").start(this::write);
    }

    /** What Lambda itself has to say, now. */
    void say(String line) throws InterruptedException {
        add(clock.millis(), line);
    }

    /** @param time when the function printed it */
    void printed(long time, String line) throws InterruptedException {
        add(time, line);
        synchronized (this) {
            lastPrinted = System.nanoTime();
        }
    }

    /** In the order in which it is told, whatever the clocks say. */
    private void add(long time, String line) throws InterruptedException {
        LogEvent event;
        synchronized (this) {
            last = Math.max(last, time);
            event = new LogEvent(last, line + "\n");
            tail.append(event.message());
            if (tail.length() > 2 * TAIL) {
                tail.delete(0, tail.length() - TAIL);
            }
        }
        put(new Item.Line(event));
    }

    /** @throws IllegalStateException when nobody takes it any more */
    private void put(Item item) throws InterruptedException {
        while (!items.offer(item, 1, TimeUnit.SECONDS)) {
            requireWriter();
        }
    }

    private void requireWriter() {
        if (!writer.isAlive()) {
            throw new IllegalStateException("the log cannot be written");
        }
    }

    /** Begins the tail anew. */
    synchronized void begin() {
        tail = new StringBuilder();
    }

    /** The last 4 KB since then. */
    synchronized byte[] tail() {
        byte[] all = tail.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8);
        return all.length <= TAIL ? all : java.util.Arrays.copyOfRange(all, all.length - TAIL, all.length);
    }

    /**
     * Until nothing has been printed for a moment: no engine says that what a container wrote is all read.
     *
     * @param longest to wait for that
     */
    void settle(Duration quiet, Duration longest) throws InterruptedException {
        long begin = System.nanoTime();
        long end = begin + longest.toNanos();
        for (long now = begin; now < end; now = System.nanoTime()) {
            long until;
            synchronized (this) {
                until = Math.max(begin, lastPrinted) + quiet.toNanos();
            }
            if (now >= until) {
                return;
            }
            TimeUnit.NANOSECONDS.sleep(Math.min(until, end) - now);
        }
    }

    /** All that was added is durable when it returns. */
    void flush() throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        put(new Item.Flush(done));
        while (!done.await(1, TimeUnit.SECONDS)) {
            requireWriter();
        }
    }

    private void write() {
        List<Item> taken = new ArrayList<>();
        try {
            while (true) {
                taken.add(items.take());
                items.drainTo(taken, BATCH);
                List<LogEvent> events = taken.stream()
                        .<LogEvent>mapMulti((item, out) -> {
                            if (item instanceof Item.Line(var event)) {
                                out.accept(event);
                            }
                        })
                        .toList();
                if (!events.isEmpty()) {
                    sink.append(events, "");
                }
                for (Item item : taken) {
                    if (item instanceof Item.Flush(var done)) {
                        done.countDown();
                    }
                }
                taken.clear();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        writer.interrupt();
    }
}
