package io.sockerless.features.external;

import io.sockerless.features.daemons.Daemon;
import io.sockerless.features.daemons.Programs;
import io.sockerless.features.daemons.StandInImage;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What stands in for Docker Hub: a registry (Debian's) on the daemon's machine, which the daemon was told is a mirror. It
 * has our stand-in image by the names that the suites pull.
 */
final class HubMirror implements AutoCloseable {
    /** The machine is the daemon's own, and so are its ports. */
    private static final String ADDRESS = "127.0.0.1:5000";

    static final URI PLACE = URI.create("http://" + ADDRESS);

    static final List<String> ALPINE = List.of("alpine:latest", "alpine:3.10");
    private static final String LIKE_ALPINE =
            "mkdir -p /var/opt && echo postgres:x:70:70::/var/lib/postgresql:/bin/sh >>/etc/passwd";

    private static final String HELLO = "hello-world:latest";

    private final Path directory;
    private final Process registry;

    private HubMirror(Path directory, Process registry) {
        this.directory = directory;
        this.registry = registry;
    }

    /** Starts it and leaves the images both in it and in the daemon, except for hello-world, which is to be pulled. */
    static HubMirror start(Daemon daemon) throws IOException {
        var directory = Files.createTempDirectory("hub-");
        Files.writeString(directory.resolve("registry.yml"), """
            version: 0.1
            storage: {filesystem: {rootdirectory: %s/blobs}}
            http: {addr: "%s"}
            """.formatted(directory, ADDRESS));
        var registry = new ProcessBuilder(
                        daemon.machine().inside(directory, List.of("docker-registry", "serve", "registry.yml")))
                .redirectErrorStream(true)
                .start();
        var mirror = new HubMirror(directory, registry);
        try {
            mirror.awaitListening();
            mirror.fill(daemon);
            return mirror;
        } catch (IOException e) {
            mirror.close();
            throw e;
        }
    }

    private void awaitListening() throws IOException {
        var output = registry.inputReader();
        for (var line = output.readLine(); line != null; line = output.readLine()) {
            if (line.contains("listening on ")) {
                // Its log must not fill the pipe.
                Thread.ofVirtual().start(() -> output.lines().forEach(_ -> {}));
                return;
            }
        }
        throw new IOException("docker-registry does not start: exit code " + registry.exitValue());
    }

    private void fill(Daemon daemon) throws IOException {
        push(daemon, "busybox:latest");
        makeAlpine(daemon, directory);
        for (var name : ALPINE) {
            push(daemon, name);
        }
        // An image whose layer is no other's, so that its removal frees something.
        var root = directory.resolve("hello.tar");
        var script = "echo 'Hello from Docker!'\n";
        Files.write(root, StandInImage.files(Map.of("hello", script)));
        docker(daemon, "import", "--change", "CMD [\"/hello\"]", root.toString(), HELLO);
        push(daemon, HELLO);
        docker(daemon, "rmi", HELLO);
    }

    /** What the suites find in the real ones. Each is an image of its own, as there: no two are untagged together. */
    static void makeAlpine(Daemon daemon, Path directory) throws IOException {
        for (var name : ALPINE) {
            docker(daemon, directory, "run", "--name", "made", "busybox", "sh", "-c", LIKE_ALPINE);
            docker(daemon, directory, "commit", "--change", "CMD [\"/bin/sh\"]", "made", name);
            docker(daemon, directory, "rm", "made");
        }
    }

    private void push(Daemon daemon, String name) throws IOException {
        var there = ADDRESS + "/library/" + name;
        docker(daemon, "tag", name, there);
        docker(daemon, "push", there);
        docker(daemon, "rmi", there);
    }

    private void docker(Daemon daemon, String... arguments) throws IOException {
        docker(daemon, directory, arguments);
    }

    private static void docker(Daemon daemon, Path directory, String... arguments) throws IOException {
        var command = new ArrayList<>(List.of("docker", "--config", directory.toString(), "-H", daemon.host()));
        command.addAll(List.of(arguments));
        Programs.run(daemon.machine().inside(directory, command));
    }

    @Override
    public void close() throws IOException {
        registry.destroyForcibly();
        Programs.run(List.of("rm", "-rf", directory.toString()));
    }
}
