package io.sockerless.features.external;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.features.daemons.Daemon;
import io.sockerless.features.daemons.Programs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What came of building one Dockerfile, as lines of text that do not depend on the daemon: exit code, the error, the
 * files, the configuration, the history, and how much of a second build came from the cache.
 */
record BuiltImage(int exit, List<String> lines) {
    private static final ObjectMapper JSON =
            new ObjectMapper().configure(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS, true);
    private static final String TAG = "the-built-image";

    /** Builds it twice. */
    static BuiltImage of(Client client, Daemon daemon, Path directory, String word, Path report)
            throws IOException, InterruptedException {
        var command = command(directory, word);
        var kit = directory.getFileName().toString().startsWith("kit-");
        // dockerd has some of this language in its other builder.
        var environment = Map.of("DOCKER_BUILDKIT", kit && daemon.kind().name().equals("DOCKERD") ? "1" : "0");
        var log = Path.of(report + ".log");
        int exit = client.run(directory, command, environment, log);
        var lines = new ArrayList<String>();
        lines.add("exit " + exit);
        if (exit != 0) {
            lines.add("error " + lastLine(Files.readString(log)));
        } else {
            var docker = new Docker(daemon, directory);
            lines.addAll(tree(docker));
            if (!kit) {
                lines.addAll(description(docker));
                var again = Path.of(report + ".again.log");
                client.run(directory, command, environment, again);
                lines.add("from the cache " + cached(Files.readString(again)));
            }
            docker.run("rmi", "--no-prune", TAG);
        }
        Files.write(Path.of(report + ".txt"), lines);
        return new BuiltImage(exit, List.copyOf(lines));
    }

    private record Docker(Daemon daemon, Path directory) {
        byte[] run(String... arguments) throws IOException {
            // Newer versions of the API leave out what is empty.
            var command = new ArrayList<>(List.of("env", "DOCKER_API_VERSION=1.41", "docker", "-H", daemon.host()));
            command.addAll(List.of(arguments));
            return Programs.run(daemon.machine().inside(directory, command));
        }

        String text(String... arguments) throws IOException {
            return new String(run(arguments), StandardCharsets.UTF_8).strip();
        }
    }

    private static List<String> command(Path directory, String word) throws IOException {
        var command = new ArrayList<>(List.of("docker", "build", "-t", TAG));
        var arguments = directory.resolve("arguments");
        if (Files.exists(arguments)) {
            command.addAll(Files.readAllLines(arguments));
        }
        if (Files.readString(directory.resolve("Dockerfile")).contains("ARG WORD")) {
            command.addAll(List.of("--build-arg", "WORD=" + word));
        }
        command.add(".");
        return command;
    }

    private static List<String> tree(Docker docker) throws IOException {
        var container = docker.text("create", TAG, "nothing");
        try {
            return TreeListing.of(docker.run("export", container));
        } finally {
            docker.run("rm", container);
        }
    }

    private static List<String> description(Docker docker) throws IOException {
        JsonNode image = JSON.readTree(docker.run("image", "inspect", TAG)).get(0);
        var config = ((ObjectNode) image.get("Config")).deepCopy();
        // Names of containers and images of this daemon.
        config.remove(List.of("Hostname", "Image"));
        var lines = new ArrayList<String>();
        lines.add("config " + JSON.writeValueAsString(JSON.treeToValue(config, Map.class)));
        lines.add("author " + image.path("Author").asText());
        lines.add("platform " + image.path("Os").asText() + "/"
                + image.path("Architecture").asText());
        lines.add("layers " + image.at("/RootFS/Layers").size());
        docker.text("history", "--no-trunc", "--format", "{{.CreatedBy}} -> {{.Size}} {{.Comment}}", TAG)
                .lines()
                .map(BuiltImage::step)
                .forEach(lines::add);
        return lines;
    }

    /** Sizes are the file system's. */
    private static String step(String line) {
        return "history "
                + line.replaceAll("-> (0B)?[^ ]*", "-> $1").replaceAll("(file|dir|multi):[0-9a-f]{64}", "$1:…");
    }

    private static long cached(String log) {
        return log.lines().filter(line -> line.contains("---> Using cache")).count();
    }

    private static String lastLine(String log) {
        var said = log.lines().filter(line -> !line.isBlank()).toList();
        return said.isEmpty()
                ? ""
                : said.getLast()
                        .replaceAll("[0-9a-f]{12,64}", "…")
                        .replaceAll("(dial tcp: lookup [^ :]*).*", "$1")
                        .replace("runc create failed: ", "");
    }

    boolean asExpected(String name) {
        return unexpected(name).isEmpty();
    }

    /** In what it is not what its name says: those of bad input fail, all others don't. */
    Optional<String> unexpected(String name) {
        return name.startsWith("bad-") == (exit != 0) ? Optional.empty() : Optional.of(String.join(", ", lines));
    }

    Optional<String> differenceFrom(BuiltImage reference) {
        var missing = new ArrayList<>(reference.lines);
        lines.forEach(missing::remove);
        var more = new ArrayList<>(lines);
        reference.lines.forEach(more::remove);
        return missing.isEmpty() && more.isEmpty()
                ? Optional.empty()
                : Optional.of("missing " + missing.stream().limit(3).toList() + ", instead "
                        + more.stream().limit(3).toList());
    }
}
