package io.sockerless.benchmarks.outside;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A registry under measurement, with a directory of its own. */
final class RegistryProgram implements AutoCloseable {
    private final Process process;
    private final int port;

    private RegistryProgram(Process process, int port) {
        this.process = process;
        this.port = port;
        // A run that is cut short leaves none behind.
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    }

    static RegistryProgram sockerless(Path root, Path directory) throws IOException {
        int port = free();
        return start(
                List.of(
                        root.resolve("scripts/sockerless").toString(),
                        "registry",
                        "--listen",
                        "127.0.0.1:" + port,
                        "--state",
                        directory.toString()),
                "registry: ",
                port);
    }

    /** Debian's docker-registry. */
    static RegistryProgram debian(Path directory) throws IOException {
        int port = free();
        Path settings = Files.createDirectories(directory).resolve("registry.yml");
        Files.writeString(settings, """
            version: 0.1
            log: {level: error, accesslog: {disabled: true}}
            storage: {filesystem: {rootdirectory: %s/blobs}}
            http: {addr: "127.0.0.1:%d"}
            """.formatted(directory, port));
        return start(List.of("docker-registry", "serve", settings.toString()), "", port);
    }

    private static int free() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** @param sign how the line begins that tells that it listens; empty for none, then it is asked */
    private static RegistryProgram start(List<String> command, String sign, int port) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        BufferedReader output = process.inputReader();
        if (!sign.isEmpty()) {
            String line = output.readLine();
            while (line != null && !line.startsWith(sign)) {
                line = output.readLine();
            }
        }
        // Its log must not fill the pipe.
        Thread.ofVirtual().start(() -> output.lines().forEach(_ -> {}));
        RegistryProgram program = new RegistryProgram(process, port);
        program.awaitListening();
        return program;
    }

    private void awaitListening() throws IOException {
        for (int i = 0; ; i++) {
            try (RegistryHttp _ = RegistryHttp.open(port)) {
                return;
            } catch (IOException e) {
                if (i == 200 || !process.isAlive()) {
                    throw e;
                }
                try {
                    Thread.sleep(50);
                } catch (InterruptedException interrupt) {
                    Thread.currentThread().interrupt();
                    throw e;
                }
            }
        }
    }

    int port() {
        return port;
    }

    String address() {
        return "127.0.0.1:" + port;
    }

    @Override
    public void close() {
        process.destroy();
    }
}
