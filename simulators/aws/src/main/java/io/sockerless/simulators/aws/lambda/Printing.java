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
                    log.printed(
                            Instant.parse(line.get().time()).toEpochMilli(),
                            line.get().text());
                }
            }
        }
        return lines;
    }

    /** Waits for the output of a container that has ended. */
    void join(Duration longest) throws InterruptedException {
        thread.join(longest);
    }

    void interrupt() {
        thread.interrupt();
    }
}
