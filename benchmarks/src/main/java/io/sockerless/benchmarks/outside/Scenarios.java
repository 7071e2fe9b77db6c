package io.sockerless.benchmarks.outside;

import io.sockerless.benchmarks.outside.Scenario.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Everything that is measured, each with the ratio that we want. */
final class Scenarios {
    private Scenarios() {}

    static List<Scenario> all(boolean quick, Path root, Path work, AwsClouds clouds) {
        List<Scenario> all = new ArrayList<>();
        BigImage big = new BigImage(work);
        Testcontainers testcontainers = new Testcontainers();
        all.add(new Scenario(
                "start", "daemon start to first ping", "ms", true, Target.of(1200), _ -> {}, Scenarios::restart, 0));
        all.add(new Scenario(
                "idle", "resident memory, idle", "MiB", true, Target.of(130), Peer::idle, Peer::residentMiB, 3));
        all.add(new Scenario(
                "run",
                "`docker run --rm busybox true`",
                "ms",
                true,
                Target.times(0.30),
                Busybox::install,
                peer -> Commands.time(peer.cli("run", "--rm", "busybox", "true")),
                0));
        all.add(new Scenario(
                "exec",
                "`docker exec C true`",
                "ms",
                true,
                Target.times(0.65),
                peer -> {
                    Busybox.install(peer);
                    peer.docker("run", "-d", "--name", "bench-exec", "busybox", "sleep", "100000");
                },
                peer -> Commands.time(peer.cli("exec", "bench-exec", "true")),
                0));
        all.add(new Scenario(
                "testcontainers",
                "Testcontainers: start until a line of the log, and stop",
                "ms",
                true,
                Target.times(0.5),
                testcontainers::prepare,
                testcontainers::startAndStop,
                0));
        all.add(new Scenario(
                "churn",
                "create+start+wait+rm, 8 in parallel",
                "containers/s",
                false,
                Target.times(3),
                Busybox::install,
                peer -> Churn.containersPerSecond(peer, quick ? 24 : 48, 8),
                quick ? 3 : 10));
        all.add(new Scenario(
                "list",
                "GET /containers/json, 100 containers",
                "requests/s",
                false,
                Target.times(10),
                Listing::hundred,
                peer -> Listing.requestsPerSecond(peer, "/containers/json?all=1"),
                quick ? 5 : 10));
        all.add(new Scenario(
                "inspect",
                "GET /containers/X/json",
                "requests/s",
                false,
                Target.times(1),
                Listing::hundred,
                peer -> Listing.requestsPerSecond(peer, "/containers/bench-list-7/json"),
                quick ? 5 : 10));
        all.add(new Scenario(
                "load",
                "`docker load`, 170 MB",
                "ms",
                true,
                Target.times(1.0),
                _ -> big.prepare(),
                big::load,
                quick ? 3 : 10));
        all.add(new Scenario(
                "save",
                "`docker save`, 170 MB",
                "ms",
                true,
                Target.times(1.0),
                peer -> {
                    big.prepare();
                    big.load(peer);
                },
                BigImage::save,
                quick ? 3 : 10));
        all.add(new Scenario(
                "cat",
                "bytes through `docker run -i busybox cat`",
                "MB/s",
                false,
                Target.times(1.0),
                Busybox::install,
                peer -> Cat.megabytesPerSecond(peer, quick ? 256L << 20 : 1L << 30),
                quick ? 3 : 10));
        all.add(new Scenario(
                "streams",
                "memory of 500 idle logs -f and events streams",
                "MiB",
                true,
                Target.of(60),
                Busybox::install,
                IdleStreams::addedMiB,
                3));
        all.add(new Scenario(
                "names",
                "network, 20 containers, each resolves each",
                "ms",
                true,
                Target.times(0.5),
                Busybox::install,
                Names::milliseconds,
                quick ? 1 : 5));
        all.add(new Scenario(
                "dns",
                "one answer of 127.0.0.11, median of 2,000",
                "µs",
                true,
                Target.of(1_000),
                Busybox::install,
                Names::answerMicroseconds,
                3));
        all.add(new Scenario(
                "many",
                "memory with 200 running containers",
                "MiB",
                true,
                Target.times(0.5),
                Busybox::install,
                Many::proportionalMiB,
                1));
        all.add(new Scenario(
                "compose",
                "`docker compose up -d --wait` and `down -v`, 6 services",
                "ms",
                true,
                Target.times(0.5),
                Busybox::install,
                new ComposeProject(root)::upAndDown,
                quick ? 3 : 10));
        all.addAll(Builds.scenarios(quick, work));
        all.addAll(Registries.scenarios(quick, root, work));
        all.addAll(AwsRequests.scenarios(quick, clouds));
        all.addAll(AwsTasks.scenarios(quick, clouds));
        all.add(EcsWarm.scenario(quick, clouds));
        return all;
    }

    private static double restart(Peer peer) throws IOException, InterruptedException {
        peer.stop();
        return peer.start();
    }

    /** The stand-in for the image that everybody knows. */
    static final class Busybox {
        private Busybox() {}

        static void install(Peer peer) throws IOException, InterruptedException {
            try (UnixHttp http = UnixHttp.open(peer.socket())) {
                if (http.get("/v1.41/images/busybox/json").status() == 200) {
                    return;
                }
            }
            Path root = Files.createTempDirectory("bench-busybox");
            Commands.run("mkdir", "-p", root + "/bin", root + "/tmp", root + "/etc");
            Commands.run("cp", "/bin/busybox", root + "/bin/busybox");
            for (String applet : List.of("sh", "true", "cat", "sleep", "echo")) {
                Commands.run("ln", "-s", "busybox", root + "/bin/" + applet);
            }
            Path tar = Files.createTempFile("bench-busybox", ".tar");
            Commands.run("tar", "-C", root.toString(), "-cf", tar.toString(), ".");
            peer.docker("import", "-c", "CMD [\"sh\"]", tar.toString(), "busybox:latest");
            Files.delete(tar);
            Directories.remove(root);
        }
    }
}
