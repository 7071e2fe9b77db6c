package io.sockerless.drivers.linux.network;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** A running {@link NetworkDaemon} on a {@link TestHost}. */
final class NetworkDaemonProcess implements AutoCloseable {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final Process process;
    private final BufferedReader answers;
    private final OutputStream requests;
    final Path stateDir;
    final Path runDir;

    /** A container's end of the network. */
    record Container(String id, Path netns, JsonNode answer) {
        String address() {
            return answer.at("/endpoints/bridge/ipAddress").asText();
        }

        String gateway() {
            return answer.at("/endpoints/bridge/gateway").asText();
        }

        List<String> bindings(String port) {
            return answer.path("ports")
                    .path(port)
                    .valueStream()
                    .map(JsonNode::asText)
                    .toList();
        }

        int hostPort(String port) {
            return Integer.parseInt(bindings(port).getFirst().split(" ")[1]);
        }
    }

    /** What the daemon refused. */
    static final class Refusal extends IOException {
        private static final long serialVersionUID = 1L;

        Refusal(String message) {
            super(message);
        }
    }

    NetworkDaemonProcess(TestHost host, String name) throws IOException {
        stateDir = host.directory.resolve(name + "-state");
        runDir = host.directory.resolve(name);
        Files.createDirectories(runDir);
        process = new ProcessBuilder(TestHost.nsenter(
                        host.host,
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        NetworkDaemon.class.getName(),
                        stateDir.toString(),
                        runDir.toString(),
                        host.directory.resolve("machine").toString(),
                        host.agent.toString()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        answers = process.inputReader(StandardCharsets.UTF_8);
        requests = process.getOutputStream();
    }

    JsonNode ask(Map<String, ?> request) throws IOException {
        requests.write((MAPPER.writeValueAsString(request) + "\n").getBytes(StandardCharsets.UTF_8));
        requests.flush();
        String line = answers.readLine();
        if (line == null) {
            throw new IOException("the daemon has ended");
        }
        JsonNode answer = MAPPER.readTree(line);
        if (answer.has("error")) {
            throw new Refusal(
                    answer.path("kind").asText() + " " + answer.path("error").asText());
        }
        return answer.path("ok");
    }

    /** @param ports {@code ip/first-last/80/tcp} */
    Container attach(String id, String... ports) throws IOException {
        JsonNode answer = ask(Map.of("op", "attach", "id", id, "name", "name-" + id, "ports", List.of(ports)));
        return new Container(id, Path.of(answer.path("netns").asText()), answer);
    }

    JsonNode recover(String id) throws IOException {
        return ask(Map.of("op", "recover", "id", id));
    }

    void detach(String id) throws IOException {
        ask(Map.of("op", "detach", "id", id));
    }

    void sweep(Set<String> live) throws IOException {
        ask(Map.of("op", "sweep", "live", live));
    }

    void remove() throws IOException {
        ask(Map.of("op", "remove"));
    }

    JsonNode bridge() throws IOException {
        return ask(Map.of("op", "bridge"));
    }

    /** The interface; known without the daemon. */
    String bridgeName() throws IOException {
        return MAPPER.readTree(Files.readAllBytes(stateDir.resolve("network.json")))
                .path("bridge")
                .asText();
    }

    /** As {@code kill -9}. */
    void kill() throws IOException {
        process.destroyForcibly();
        end();
    }

    /** Ends as a daemon does that was asked to. */
    void stop() throws IOException {
        requests.close();
        end();
    }

    private void end() throws IOException {
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException("the daemon does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        if (process.isAlive()) {
            try {
                remove();
            } finally {
                stop();
            }
        }
    }
}
