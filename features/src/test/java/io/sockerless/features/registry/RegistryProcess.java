package io.sockerless.features.registry;

import io.sockerless.features.daemons.Root;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** {@code sockerless registry} in a process of its own, at a port that is free. */
public final class RegistryProcess implements AutoCloseable {
    private final Process process;
    private final URI uri;

    private RegistryProcess(Process process, URI uri) {
        this.process = process;
        this.uri = uri;
    }

    /** On this machine. @param options beside those for its place */
    public static RegistryProcess start(Path state, String... options) throws IOException {
        return start(state, command -> command, options);
    }

    /** @param wrapped how the command is run, as in other namespaces */
    public static RegistryProcess start(Path state, UnaryOperator<List<String>> wrapped, String... options)
            throws IOException {
        var command = new ArrayList<>(List.of(
                Root.path().resolve("scripts/sockerless").toString(),
                "registry",
                "--state",
                state.toString(),
                "--listen",
                "127.0.0.1:0"));
        command.addAll(List.of(options));
        var process = new ProcessBuilder(wrapped.apply(command))
                .redirectErrorStream(true)
                .start();
        var output = process.inputReader();
        var seen = new StringBuilder();
        for (var line = output.readLine(); line != null; line = output.readLine()) {
            seen.append(line).append('\n');
            if (line.startsWith("registry: ")) {
                // Its log must not fill the pipe.
                Thread.ofVirtual().start(() -> output.lines().forEach(_ -> {}));
                return new RegistryProcess(process, URI.create(line.substring("registry: ".length())));
            }
        }
        throw new IOException("the registry does not start: " + seen);
    }

    public URI uri() {
        return uri;
    }

    /** As part of an image's name. */
    public String address() {
        return uri.getAuthority();
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
                throw new IOException("the registry does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
    }
}
