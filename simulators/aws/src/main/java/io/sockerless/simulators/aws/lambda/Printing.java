package io.sockerless.simulators.aws.lambda;

import io.sockerless.simulators.kernel.docker.DockerEngine;
import io.sockerless.simulators.kernel.docker.DockerException;
import io.sockerless.simulators.kernel.docker.Output;
import io.sockerless.simulators.kernel.docker.Output.Line;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Copies what an environment prints to its log, from its start to its end. */
final class Printing {
    private static final System.Logger LOG = System.getLogger(Printing.class.getName());

    private final DockerEngine engine;
    private final String container;
    private final FunctionLog log;
    private final Thread thread;
    /** The engine's time of the last line that is in the log. */
    private Instant copied = Instant.EPOCH;

    private Printing(DockerEngine engine, String container, FunctionLog log) {
        this.engine = engine;
        this.container = container;
        this.log = log;
        thread = Thread.ofVirtual().name("lambda-output").unstarted(this::copy);
    }

    static Printing begin(DockerEngine engine, String container, FunctionLog log) {
        Printing printing = new Printing(engine, container, log);
        printing.thread.start();
        return printing;
    }

    private void copy() {
        try {
            long lines = copy(true, 0);
            // An engine may end a stream before its last lines.
            copy(false, lines);
        } catch (IOException | DockerException e) {
            LOG.log(System.Logger.Level.DEBUG, "no more output of {0}: {1}", container, e.toString());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private long copy(boolean follow, long known) throws IOException, InterruptedException {
        long lines = 0;
        try (Output output = engine.output(container, follow, "")) {
            for (Optional<Line> line = output.next(); line.isPresent(); line = output.next()) {
                if (++lines > known) {
                    Instant time = Instant.parse(line.get().time());
                    log.printed(time.toEpochMilli(), line.get().text());
                    copied(time);
                }
            }
        }
        return lines;
    }

    private synchronized void copied(Instant time) {
        copied = time;
        notifyAll();
    }

    /** Until that is copied which the engine has by now: a stream may come late where there is much to do. */
    void catchUp(Duration longest) throws InterruptedException {
        Instant newest = newest();
        long end = System.nanoTime() + longest.toNanos();
        synchronized (this) {
            for (long left = longest.toMillis(); copied.isBefore(newest) && left > 0 && thread.isAlive(); ) {
                wait(left);
                left = Duration.ofNanos(end - System.nanoTime()).toMillis();
            }
        }
    }

    private synchronized Instant since() {
        return copied;
    }

    private Instant newest() {
        Instant newest = since();
        String since = "%d.%09d".formatted(newest.getEpochSecond(), newest.getNano());
        try (Output output = engine.output(container, false, since)) {
            for (Optional<Line> line = output.next(); line.isPresent(); line = output.next()) {
                newest = Instant.parse(line.get().time());
            }
        } catch (IOException | DockerException e) {
            LOG.log(System.Logger.Level.DEBUG, "{0}: {1}", container, e.toString());
        }
        return newest;
    }

    /** Waits for the output of a container that has ended. */
    void join(Duration longest) throws InterruptedException {
        thread.join(longest);
    }

    void interrupt() {
        thread.interrupt();
    }
}
