package io.sockerless.features.rootless;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sockerless.features.daemons.StandInImage;
import io.sockerless.features.transport.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A daemon that an ordinary user has started, and the docker command that talks to it. */
final class RootlessDaemon implements AutoCloseable {
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(40);

    private final OrdinaryUser user;
    private final List<String> arguments;
    private final Path log;
    private Process process;

    RootlessDaemon(OrdinaryUser user, String... arguments) throws IOException, InterruptedException {
        this.user = user;
        this.arguments = List.of(arguments);
        log = user.home().resolve("daemon.log");
        launch();
    }

    void launch() throws IOException, InterruptedException {
        var words = new ArrayList<>(List.of("serve"));
        words.addAll(arguments);
        var builder = new ProcessBuilder(user.sockerless(words.toArray(String[]::new)))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(user.environment());
        process = builder.start();
        long end = System.nanoTime() + PATIENCE;
        while (docker("version").code() != 0) {
            if (!process.isAlive() || System.nanoTime() > end) {
                throw new IllegalStateException("the daemon does not serve: " + Files.readString(log));
            }
            Thread.sleep(50);
        }
    }

    void load() throws IOException, InterruptedException {
        var loaded = Outcome.of(List.of("docker", "-H", user.host(), "load"), Map.of(), StandInImage.archive());
        assertEquals(0, loaded.code(), loaded.seen());
    }

    Outcome docker(String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("docker", "-H", user.host()));
        command.addAll(List.of(arguments));
        return Outcome.of(command, Map.of(), new byte[0]);
    }

    /** What a command prints that has to succeed. */
    String says(String... arguments) throws IOException, InterruptedException {
        var outcome = docker(arguments);
        assertEquals(0, outcome.code(), outcome.seen());
        return outcome.text().strip();
    }

    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    void stop() throws InterruptedException {
        process.destroy();
        process.waitFor();
    }

    /** Ends it, and what it has left, by the command that is there for that. */
    @Override
    public void close() throws IOException {
        try {
            stop();
            var cleaned = user.call("clean");
            assertEquals(0, cleaned.code(), cleaned.seen());
            long end = System.nanoTime() + PATIENCE;
            while (!user.processes().isEmpty() && System.nanoTime() < end) {
                Thread.sleep(100);
            }
            assertEquals(List.of(), user.processes(), "left behind");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}
