package io.sockerless.benchmarks.outside;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;

/**
 * Testcontainers for Java as a test uses it, without its reaper. It knows one daemon, so that each has a process of its
 * own, which takes a line for each run, answers with a time, and ends with its input.
 */
final class Testcontainers {
    private final Map<String, Process> clients = new HashMap<>();

    void prepare(Peer peer) throws IOException, InterruptedException {
        Scenarios.Busybox.install(peer);
        ProcessBuilder builder = new ProcessBuilder(
                        System.getProperty("java.home") + "/bin/java",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Testcontainers.class.getName())
                .redirectError(
                        peer.socket().resolveSibling("testcontainers.log").toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("DOCKER_"));
        builder.environment()
                .putAll(Map.of(
                        "DOCKER_HOST", "unix://" + peer.socket(),
                        "TESTCONTAINERS_HOST_OVERRIDE", "127.0.0.1",
                        "TESTCONTAINERS_RYUK_DISABLED", "true"));
        clients.put(peer.name(), builder.start());
    }

    /** @return how long it took, in milliseconds */
    double startAndStop(Peer peer) throws IOException {
        Process client = clients.get(peer.name());
        OutputStream commands = client.getOutputStream();
        commands.write('\n');
        commands.flush();
        String answer = client.inputReader().readLine();
        if (answer == null) {
            throw new IOException("Testcontainers failed on " + peer.name());
        }
        return Double.parseDouble(answer);
    }

    public static void main(String[] args) throws IOException {
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (int i = 0; commands.readLine() != null; i++) {
            long begin = System.nanoTime();
            try (GenericContainer<?> container = new GenericContainer<>("busybox:latest")
                    .withCommand("sh", "-c", "echo ready " + i + "; exec sleep 100000")
                    .waitingFor(Wait.forLogMessage("ready " + i + "\\n", 1))) {
                container.start();
            }
            System.out.println((System.nanoTime() - begin) / 1e6);
        }
    }
}
