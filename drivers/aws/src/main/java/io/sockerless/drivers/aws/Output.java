package io.sockerless.drivers.aws;

import io.sockerless.drivers.agent.dial.DialedAgent;
import io.sockerless.drivers.agent.dial.DialedLog;
import io.sockerless.drivers.logs.JsonLogWriter;
import io.sockerless.drivers.logs.LogGrowth;
import io.sockerless.drivers.logs.LogPlace;
import io.sockerless.drivers.spi.Channel;
import io.sockerless.drivers.spi.TaskSpec.LogSpec;
import io.sockerless.engine.model.EngineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Brings a run's output from its agent into the container's log here. A later daemon goes on where the log ends. While
 * no daemon is there the agent keeps the newest 4 MiB.
 */
final class Output {
    private static final System.Logger LOG = System.getLogger(Output.class.getName());
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final DialedAgent agent;
    private final String run;
    private final LogGrowth growth = new LogGrowth();
    private final JsonLogWriter log;
    private final long[] written;
    private final Thread thread;
    private volatile boolean over;

    Output(DialedAgent agent, String run, Path path, LogSpec spec) {
        this.agent = agent;
        this.run = run;
        try {
            Files.createDirectories(path.getParent());
        } catch (IOException e) {
            throw EngineException.internal("AWS: the log " + path + ": " + e.getMessage(), e);
        }
        List<Long> last = LogPlace.last(path, run);
        written = new long[] {last.get(0), last.get(1)};
        log = new JsonLogWriter(path, spec, growth);
        thread = Thread.ofVirtual().name("aws-output").unstarted(this::copy);
    }

    LogGrowth growth() {
        return growth;
    }

    void begin() {
        thread.start();
    }

    private void copy() {
        try {
            while (!over) {
                if (agent.awaitConnected(LOOK) && copied()) {
                    return;
                }
            }
        } catch (InterruptedException _) {
            // The run is over, or the driver is closed.
        } finally {
            log.close();
        }
    }

    /** Whether the output has ended; otherwise the conversation has. */
    private boolean copied() {
        try (DialedLog entries = agent.logs(Math.min(written[0], written[1]), true)) {
            while (true) {
                Optional<DialedLog.Entry> next = entries.next();
                if (next.isEmpty()) {
                    return true;
                }
                write(next.get());
            }
        } catch (IOException | EngineException e) {
            LOG.log(System.Logger.Level.DEBUG, "the output of run " + run, e);
            return false;
        }
    }

    private void write(DialedLog.Entry entry) {
        int channel = entry.channel() == Channel.STDERR ? 1 : 0;
        long end = entry.offset() + entry.bytes().length;
        int known = Math.clamp(written[channel] - entry.offset(), 0, entry.bytes().length);
        log.write(
                channel == 1, entry.time(), new LogPlace(run, end), entry.bytes(), known, entry.bytes().length - known);
        written[channel] = Math.max(written[channel], end);
    }

    /** Waits until all of an ended run's output is here. */
    void await() throws InterruptedException {
        thread.join();
    }

    /** There is nobody to ask any more. */
    void end() {
        over = true;
        thread.interrupt();
    }
}
