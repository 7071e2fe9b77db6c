package io.sockerless.benchmarks.outside;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/** {@code docker build} by the API that every client has. Each build of something new has a word that no cache knows. */
final class Builds {
    private static final String TEN_STEPS = """
            FROM busybox
            ENV MODE=release
            WORKDIR /app
            COPY package .
            RUN cat package > installed
            RUN mkdir -p lib && cp package lib/one && cp package lib/two
            COPY src ./src
            RUN cat src/* > all
            LABEL org.example.version=1
            CMD ["sh", "-c", "cat /app/all"]
            """;
    private static final String EVERYTHING = "FROM busybox\nCOPY . /context\n";
    private static final int SMALL_FILES = 50_000;
    private static final int LARGE_MIB = 500;

    private final Path work;

    Builds(Path work) {
        this.work = work.resolve("builds");
    }

    /** Ten steps, none of them known. */
    double cold(Peer peer) throws IOException, InterruptedException {
        Path context = small();
        Files.writeString(context.resolve("package"), UUID.randomUUID().toString());
        return build(peer, context);
    }

    /** Ten steps, all of them known. */
    double cached(Peer peer) throws IOException, InterruptedException {
        Path context = small();
        if (!Files.exists(context.resolve("package"))) {
            Files.writeString(context.resolve("package"), UUID.randomUUID().toString());
        }
        build(peer, context);
        return build(peer, context);
    }

    private Path small() throws IOException {
        Path context = Files.createDirectories(work.resolve("small"));
        Files.writeString(context.resolve("Dockerfile"), TEN_STEPS);
        Path sources = Files.createDirectories(context.resolve("src"));
        for (int i = 0; i < 50; i++) {
            Files.writeString(sources.resolve("file" + i), "source " + i + "\n");
        }
        return context;
    }

    double manyFiles(Peer peer) throws IOException, InterruptedException {
        Path context = work.resolve("many");
        if (!Files.exists(context)) {
            for (int i = 0; i < SMALL_FILES; i++) {
                Path parent = context.resolve("part" + i % 250);
                if (i < 250) {
                    Files.createDirectories(parent);
                }
                Files.writeString(parent.resolve("file" + i), "file " + i + "\n");
            }
        }
        return everything(peer, context);
    }

    double largeFile(Peer peer) throws IOException, InterruptedException {
        return everything(peer, large());
    }

    private Path large() throws IOException {
        Path context = work.resolve("large");
        if (!Files.exists(context)) {
            Files.createDirectories(context);
            byte[] bytes = new byte[1 << 20];
            Random random = new Random(500);
            try (var out = Files.newOutputStream(context.resolve("file"))) {
                for (int i = 0; i < LARGE_MIB; i++) {
                    random.nextBytes(bytes);
                    out.write(bytes);
                }
            }
        }
        return context;
    }

    /** The most memory that the daemon had resident at any moment of a build with a large context. */
    double peakMiB(Peer peer) throws IOException, InterruptedException {
        peer.forgetPeak();
        everything(peer, large());
        return peer.peakMiB();
    }

    private double everything(Peer peer, Path context) throws IOException, InterruptedException {
        Files.writeString(context.resolve("Dockerfile"), EVERYTHING);
        Files.writeString(context.resolve("word"), UUID.randomUUID().toString());
        double taken = build(peer, context);
        peer.docker("rmi", "-f", "bench-build");
        return taken;
    }

    private static double build(Peer peer, Path context) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("env", "DOCKER_BUILDKIT=0"));
        command.addAll(List.of(peer.cli("build", "-q", "-t", "bench-build", context.toString())));
        return Commands.time(command.toArray(String[]::new));
    }

    /** All that is measured. */
    static List<Scenario> scenarios(boolean quick, Path work) {
        Builds builds = new Builds(work);
        return List.of(
                scenario("build", "`docker build`, 10 new steps", 0.6, builds::cold, quick ? 3 : 10),
                scenario("build-cached", "`docker build`, 10 steps of the cache", 0.5, builds::cached, quick ? 3 : 10),
                scenario("context-large", "build context of 500 MiB", 1.0, builds::largeFile, quick ? 1 : 5),
                scenario("context-many", "build context of 50,000 files", 1.0, builds::manyFiles, quick ? 1 : 5),
                new Scenario(
                        "build-memory",
                        "most memory while building with 500 MiB",
                        "MiB",
                        true,
                        Scenario.Target.of(250),
                        Scenarios.Busybox::install,
                        builds::peakMiB,
                        1));
    }

    private static Scenario scenario(String name, String title, double target, Scenario.Body body, int runs) {
        return new Scenario(
                name, title, "ms", true, Scenario.Target.times(target), Scenarios.Busybox::install, body, runs);
    }
}
