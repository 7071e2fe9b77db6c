package io.sockerless.features.docker.steps;

import io.sockerless.features.docker.World;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A process of the test's own: a client at work. Its output is read as it comes and can be waited for. */
final class Command implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(60);
    private final String line;
    private final Process process;
    private final Output stdout;
    private final Output stderr;

    private Command(String line, Process process) {
        this.line = line;
        this.process = process;
        stdout = new Output(process.getInputStream());
        stderr = new Output(process.getErrorStream());
    }

    /** Runs the shell line as a user of the target's machine would, in the scenario's folder. */
    static Command start(World world, String line) {
        var builder = new ProcessBuilder(world.target().machine().inside(world.directory(), List.of("sh", "-c", line)));
        builder.environment().put("DOCKER_HOST", world.target().host());
        builder.environment()
                .put("DOCKER_CONFIG", world.directory().resolve(".docker").toString());
        builder.environment().put("TERM", "xterm");
        builder.environment().remove("DOCKER_CONTEXT");
        try {
            return world.closing(new Command(line, builder.start()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes to its standard input. */
    void send(byte[] bytes) {
        try {
            process.getOutputStream().write(bytes);
            process.getOutputStream().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(line + " takes no input; stderr: " + stderr.text(), e);
        }
    }

    void endInput() {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends everything beside the reading of output, then ends the input. A process may well leave before the end. */
    void feed(byte[] bytes) {
        Thread.ofVirtual().start(() -> {
            try (OutputStream input = process.getOutputStream()) {
                input.write(bytes);
            } catch (IOException e) {
                stderr.note("(input not taken: " + e.getMessage() + ")");
            }
        });
    }

    /** Waits for its end; the exit code. */
    int exit() {
        await(() -> !process.isAlive(), "ends");
        stdout.join();
        stderr.join();
        return process.exitValue();
    }

    boolean running() {
        return process.isAlive();
    }

    byte[] stdout() {
        return stdout.bytes();
    }

    String out() {
        return stdout.text();
    }

    String err() {
        return stderr.text();
    }

    /** Waits until its output contains the text. */
    void awaitOutput(String text) {
        await(() -> stdout.text().contains(text), "shows “" + text + "”");
    }

    /** Sends a signal to the client itself, such as {@code INT}. */
    void signal(String name) {
        try {
            new ProcessBuilder("kill", "-s", name, Long.toString(process.pid()))
                    .inheritIO()
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void await(BooleanSupplier condition, String wish) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        try {
            while (!condition.getAsBoolean()) {
                if (System.nanoTime() > deadline) {
                    throw new AssertionError("“%s” never %s; exit %s; stdout: %s; stderr: %s"
                            .formatted(line, wish, process.isAlive() ? "none" : process.exitValue(), out(), err()));
                }
                process.waitFor(20, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    @Override
    public String toString() {
        return "“%s” stdout: %s stderr: %s".formatted(line, out(), err());
    }

    private static final class Output {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final Thread reader;

        private Output(InputStream stream) {
            reader = Thread.ofVirtual().start(() -> {
                var buffer = new byte[16 * 1024];
                try (stream) {
                    for (int n = stream.read(buffer); n >= 0; n = stream.read(buffer)) {
                        synchronized (bytes) {
                            bytes.write(buffer, 0, n);
                        }
                    }
                } catch (IOException e) {
                    note("(output cut: " + e.getMessage() + ")");
                }
            });
        }

        private void note(String text) {
            synchronized (bytes) {
                bytes.writeBytes(text.getBytes(StandardCharsets.UTF_8));
            }
        }

        private byte[] bytes() {
            synchronized (bytes) {
                return bytes.toByteArray();
            }
        }

        private String text() {
            return new String(bytes(), StandardCharsets.UTF_8);
        }

        /** Waits for the end of the stream; a descendant that keeps it open does not hold us for long. */
        private void join() {
            try {
                reader.join(Duration.ofSeconds(5));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }
}
