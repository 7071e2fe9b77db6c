package io.sockerless.benchmarks.outside;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A simulated cloud under measurement, at a port of its own. */
final class AwsServer implements AutoCloseable {
    private final List<String> command;
    private final Optional<Path> place;
    private final Path log;
    private final AwsHttp http;
    private Process process;

    private AwsServer(List<String> command, Optional<Path> place, Path log, int port)
            throws IOException, InterruptedException {
        this.command = command;
        this.place = place;
        this.log = log;
        http = new AwsHttp(URI.create("http://127.0.0.1:" + port));
        start();
        // A run that is cut short leaves none behind.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> process.destroyForcibly()));
    }

    /** Ours, with everything on disk; its tasks run at the peer. */
    static AwsServer sockerless(Path root, Path directory, Peer peer) throws IOException, InterruptedException {
        int port = free();
        Files.createDirectories(directory);
        List<String> command = List.of(
                root.resolve("scripts/sockerless").toString(),
                "simulate",
                "aws",
                "--listen",
                "127.0.0.1:" + port,
                "--state",
                directory + "/state",
                "--docker-host",
                "unix://" + peer.socket());
        return new AwsServer(command, Optional.empty(), directory.resolve("log"), port);
    }

    /** moto's, with everything in memory. */
    static AwsServer moto(Path root, Path directory) throws IOException, InterruptedException {
        int port = free();
        Path moto = root.resolve("features/target/external/moto");
        if (!Files.exists(moto.resolve("source"))) {
            throw new IOException("moto is not there: scripts/external/prepare moto");
        }
        Files.createDirectories(directory);
        List<String> command = List.of(
                moto.resolve("venv/bin/python").toString(),
                "-m",
                "moto.server",
                "-H",
                "127.0.0.1",
                "-p",
                Integer.toString(port));
        return new AwsServer(command, Optional.of(moto.resolve("source")), directory.resolve("log"), port);
    }

    private static int free() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    AwsHttp http() {
        return http;
    }

    /** @return milliseconds from the start of the process to the first answer of a service */
    double start() throws IOException, InterruptedException {
        long begin = System.nanoTime();
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        place.ifPresent(path -> builder.directory(path.toFile()));
        process = builder.start();
        while (!answers()) {
            if (!process.isAlive() || System.nanoTime() - begin > 60e9) {
                throw new IOException(command + " does not start:\n" + Files.readString(log));
            }
            TimeUnit.MILLISECONDS.sleep(2);
        }
        return (System.nanoTime() - begin) / 1e6;
    }

    private boolean answers() throws InterruptedException {
        try {
            return http.query("sts", "Action=GetCallerIdentity&Version=2011-06-15")
                    .contains("<Account>");
        } catch (IOException _) {
            // Not yet: what lasts is told after a minute.
            return false;
        }
    }

    double residentMiB() {
        return Memory.residentMiB(process.pid());
    }

    double proportionalMiB() {
        return Memory.proportionalMiB(process.pid());
    }

    void stop() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }

    @Override
    public void close() throws InterruptedException {
        stop();
    }
}
