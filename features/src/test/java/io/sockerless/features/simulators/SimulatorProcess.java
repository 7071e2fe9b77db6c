package io.sockerless.features.simulators;

import io.sockerless.features.daemons.Daemon;
import io.sockerless.features.daemons.Root;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** {@code sockerless simulate aws} in a process of its own, at a port that is free. */
public final class SimulatorProcess implements AutoCloseable {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final String MARK = "simulator: ";

    private final Process process;
    private final URI uri;

    private SimulatorProcess(Process process, URI uri) {
        this.process = process;
        this.uri = uri;
    }

    /** @param dockerHost where workloads run */
    public static SimulatorProcess start(Path state, String dockerHost, String... options) throws IOException {
        return start(command -> command, state, dockerHost, options);
    }

    /** On the daemon's machine, where nobody else reaches it. */
    static SimulatorProcess beside(Daemon daemon, Path state, String... options) throws IOException {
        return start(command -> daemon.machine().inside(state, command), state, daemon.host(), options);
    }

    private static SimulatorProcess start(
            UnaryOperator<List<String>> where, Path state, String dockerHost, String... options) throws IOException {
        var command = new ArrayList<>(List.of(
                Root.path().resolve("scripts/sockerless").toString(),
                "simulate",
                "aws",
                "--state",
                state.toString(),
                "--docker-host",
                dockerHost));
        if (!List.of(options).contains("--listen")) {
            command.addAll(List.of("--listen", "127.0.0.1:0"));
        }
        command.addAll(List.of(options));
        var process = new ProcessBuilder(where.apply(command))
                .redirectErrorStream(true)
                .start();
        var output = process.inputReader();
        var seen = new StringBuilder();
        for (var line = output.readLine(); line != null; line = output.readLine()) {
            seen.append(line).append('\n');
            if (line.startsWith(MARK)) {
                // Its log must not fill the pipe.
                Thread.ofVirtual().start(() -> output.lines().forEach(_ -> {}));
                return new SimulatorProcess(process, URI.create(line.substring(MARK.length())));
            }
        }
        throw new IOException("the simulator does not start: " + seen);
    }

    public URI uri() {
        return uri;
    }

    public AwsClients clients() {
        return AwsClients.of(uri, "test", "test");
    }

    /** What no cloud has: {@code /_sockerless/}. */
    public HttpResponse<String> control(String method, String path, String body)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(uri.resolve("/_sockerless/" + path))
                .method(method, BodyPublishers.ofString(body))
                .build();
        return HTTP.send(request, BodyHandlers.ofString());
    }

    /** As {@code kill -9} does. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException("the simulator does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
    }
}
