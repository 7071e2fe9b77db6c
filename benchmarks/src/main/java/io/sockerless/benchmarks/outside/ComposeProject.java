package io.sockerless.benchmarks.outside;

import java.io.IOException;
import java.nio.file.Path;

/** Six services that docker compose starts, waits for and takes away again. */
final class ComposeProject {
    private static final String NAME = "bench-compose";

    private final Path program;
    private final Path file;

    ComposeProject(Path root) {
        // As scripts/external/prepare leaves it.
        program = root.resolve("features/target/external/compose/docker-compose");
        file = root.resolve("benchmarks/src/main/compose/compose.yaml");
    }

    double upAndDown(Peer peer) throws IOException, InterruptedException {
        double up = Commands.time(command(peer, "up -d --wait"));
        String healthy = peer.docker("ps", "-q", "--filter", "name=" + NAME + "-", "--filter", "health=healthy");
        String running = peer.docker("ps", "-q", "--filter", "name=" + NAME + "-", "--filter", "status=running");
        double down = Commands.time(command(peer, "down -v"));
        String left = peer.docker("ps", "-aq", "--filter", "name=" + NAME + "-");
        if (healthy.lines().count() != 2 || running.lines().count() != 6 || !left.isEmpty()) {
            throw new IOException(
                    "%s: healthy: %s running: %s left: %s".formatted(peer.name(), healthy, running, left));
        }
        return up + down;
    }

    private String[] command(Peer peer, String arguments) {
        String host = "DOCKER_HOST=unix://" + peer.socket();
        String line = "env " + host + " " + program + " --progress quiet -p " + NAME + " -f " + file + " " + arguments;
        return line.split(" ");
    }
}
