package io.sockerless.features.daemons;

import io.sockerless.features.http.Exchange;
import io.sockerless.features.http.Json;
import io.sockerless.features.http.Reply;
import io.sockerless.features.http.Request;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A daemon of the test's own, on a machine, a socket and directories of its own, with the stand-in image loaded. Closing
 * it removes its containers and everything that it left.
 */
public final class Daemon implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final DaemonKind kind;
    private final Path place;
    private final Machine machine;
    private final boolean guest;
    private final Map<String, String> environment;
    private final List<String> arguments;
    private volatile Process process;

    private Daemon(
            DaemonKind kind,
            Path place,
            Machine machine,
            boolean guest,
            Map<String, String> environment,
            List<String> arguments) {
        this.guest = guest;
        this.kind = kind;
        this.place = place;
        this.machine = machine;
        this.environment = environment;
        this.arguments = arguments;
    }

    /** @param name for its directory, so that a person finds its log while the test runs */
    public static Daemon start(DaemonKind kind, String name) {
        return start(kind, name, Map.of());
    }

    /** @param environment variables of its process besides ours */
    public static Daemon start(DaemonKind kind, String name, Map<String, String> environment) {
        return start(kind, name, environment, List.of());
    }

    /** @param hubMirror asked for the images of Docker Hub; need not be there yet */
    public static Daemon start(DaemonKind kind, String name, URI hubMirror) {
        return switch (kind) {
            case DOCKERD -> start(kind, name, Map.of(), List.of("--registry-mirror", hubMirror.toString()));
            case SOCKERLESS -> start(kind, name, Map.of("SOCKERLESS_REGISTRY_MIRRORS", hubMirror.toString()));
        };
    }

    /** @param arguments of its command line besides ours */
    public static Daemon start(DaemonKind kind, String name, Map<String, String> environment, List<String> arguments) {
        try {
            return start(new Daemon(
                    kind, Files.createTempDirectory(name + "-"), new Machine(), false, environment, arguments));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One of ours on the machine of another one. Close it first. */
    public static Daemon beside(Daemon other, String name, Map<String, String> environment, List<String> arguments) {
        try {
            return start(new Daemon(
                    DaemonKind.SOCKERLESS,
                    Files.createTempDirectory(name + "-"),
                    other.machine,
                    true,
                    environment,
                    arguments));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Daemon start(Daemon daemon) {
        byte[] image = StandInImage.archive();
        // A run that is cut short leaves no process behind either.
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(daemon::abandon));
        try {
            daemon.launch();
            daemon.load(image);
            return daemon;
        } catch (RuntimeException e) {
            daemon.close();
            throw e;
        }
    }

    private void load(byte[] image) {
        var load = ask(Request.of("POST", "/images/load?quiet=1")
                .header("Content-Type", "application/x-tar")
                .body(image));
        if (load.status() != 200 || !load.text().contains("Loaded image")) {
            throw new IllegalStateException(kind + " does not load the stand-in image: " + load.text());
        }
    }

    private void abandon() {
        if (process.isAlive()) {
            close();
        }
    }

    /** Starts the process and waits until it answers. */
    public void launch() {
        begin();
        try {
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (!answers()) {
                if (!process.isAlive() || System.nanoTime() > deadline) {
                    throw new IllegalStateException(kind + " does not start:\n" + Files.readString(log()));
                }
                process.waitFor(10, TimeUnit.MILLISECONDS);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Starts the process and waits for nothing. */
    public void begin() {
        try {
            Files.deleteIfExists(socket());
            var command = new ArrayList<>(command());
            command.addAll(arguments);
            var builder = new ProcessBuilder(machine.inside(place, command))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
            builder.environment().putAll(environment);
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether the process ends by itself within that time. */
    public boolean endsWithin(Duration time) throws InterruptedException {
        return process.waitFor(time.toNanos(), TimeUnit.NANOSECONDS);
    }

    private List<String> command() {
        return switch (kind) {
            case SOCKERLESS -> sockerless("serve", "-H", host());
            case DOCKERD -> dockerd();
        };
    }

    private List<String> dockerd() {
        var command = new ArrayList<>(List.of("dockerd", "-H", host(), "--data-root", state().toString()));
        command.addAll(List.of("--exec-root", run().toString()));
        command.addAll(List.of("--pidfile", place.resolve("pid").toString()));
        return command;
    }

    private List<String> sockerless(String... arguments) {
        var command = new ArrayList<>(
                List.of(Root.path().resolve("scripts/sockerless").toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("--state", state().toString(), "--run", run().toString()));
        return command;
    }

    private boolean answers() {
        if (!Files.exists(socket())) {
            return false;
        }
        try (var exchange = Exchange.open(socket(), Request.of("GET", "/_ping"), PATIENCE)) {
            return exchange.readHead() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    /** Kills the process as {@code kill -9} does; its containers go on. */
    public void kill() {
        process.destroyForcibly();
        join();
    }

    /** Asks the process to end, and waits for it. */
    public void stop() {
        process.destroy();
        join();
    }

    private void join() {
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException(kind + " did not end within " + PATIENCE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    public Reply ask(Request request) {
        try {
            return Exchange.ask(socket(), request, PATIENCE);
        } catch (IOException e) {
            throw new UncheckedIOException(request.method() + " " + request.target(), e);
        }
    }

    public DaemonKind kind() {
        return kind;
    }

    public Machine machine() {
        return machine;
    }

    /** The process's own id. */
    public long pid() {
        return process.pid();
    }

    public Path socket() {
        return place.resolve("docker.sock");
    }

    public String host() {
        return "unix://" + socket();
    }

    /** Where it keeps what is durable. */
    public Path state() {
        return place.resolve("state");
    }

    /** Where it keeps what lasts no longer than the machine runs. */
    public Path run() {
        return place.resolve("run");
    }

    public Path log() {
        return place.resolve("log");
    }

    @Override
    public void close() {
        try {
            if (answers()) {
                for (var container : Json.parse(
                        ask(Request.of("GET", "/containers/json?all=1")).body())) {
                    ask(Request.of(
                            "DELETE", "/containers/" + container.path("Id").asText() + "?force=1&v=1"));
                }
            }
            stop();
            if (kind == DaemonKind.SOCKERLESS) {
                var clean = new ArrayList<>(List.of("env"));
                environment.forEach((name, value) -> clean.add(name + "=" + value));
                clean.addAll(sockerless("clean"));
                Programs.run(machine.inside(place, clean));
            }
            if (!guest) {
                machine.close();
            }
            Programs.run(List.of("rm", "-rf", "--one-file-system", place.toString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
