package io.sockerless.features.external;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sockerless.features.daemons.Daemon;
import io.sockerless.features.daemons.DaemonKind;
import io.sockerless.features.daemons.Programs;
import io.sockerless.features.daemons.Root;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The Dockerfiles of {@code features/builds}, by {@code docker build} on dockerd and on us: a case passes here if what
 * came of it is what came of it on dockerd; one that dockerd cannot build checks itself. {@code -Dbuilds=EXPRESSION}
 * runs the cases whose names match.
 */
@Tag("external")
@Order(Integer.MAX_VALUE)
class BuildsTest {
    private static final String SUITE = "builds";
    private static final Pattern SELECTED = Pattern.compile(System.getProperty(SUITE, ".*"));
    private static final boolean WHOLE = System.getProperty(SUITE) == null;
    private static final Path CASES = Root.path().resolve("features/builds");
    private static final Path PLACE = Client.place(SUITE);

    @Test
    @Timeout(20 * 60)
    void whatDockerdBuildsIsBuiltTheSameHere() throws Exception {
        for (var kind : List.of(DaemonKind.DOCKERD, DaemonKind.SOCKERLESS)) {
            assertTrue(kind.obstacle().isEmpty(), () -> kind + " cannot run here: " + kind.obstacle());
        }
        var word = UUID.randomUUID().toString();
        var theirs = run(DaemonKind.DOCKERD, word);
        var ours = run(DaemonKind.SOCKERLESS, word);
        var reference = new TreeMap<String, Outcome>();
        theirs.forEach((name, built) -> reference.put(name, outcome(built.asExpected(name))));
        var outcomes = new TreeMap<String, Outcome>();
        var failures = new HashMap<String, String>();
        ours.forEach((name, built) -> {
            var difference = reference.get(name) == Outcome.PASSED
                    ? built.differenceFrom(theirs.get(name))
                    : built.unexpected(name);
            outcomes.put(name, outcome(difference.isEmpty()));
            difference.ifPresent(text -> failures.put(name, text));
        });
        var comparison =
                Comparison.of(SUITE, new SuiteResult(reference, Map.of()), new SuiteResult(outcomes, failures));
        comparison.publish(Map.of(), WHOLE);
        comparison.judge(WHOLE);
        reference.forEach((name, outcome) -> assertTrue(
                outcome == Outcome.PASSED || outcomes.get(name) == Outcome.PASSED,
                () -> name + ", which dockerd cannot build: " + failures.get(name)));
    }

    /** The same files, run by another engine: their id is the digest of all there is to them. */
    @Test
    @Timeout(5 * 60)
    void whatIsBuiltHereRunsOnDockerd() throws Exception {
        var word = UUID.randomUUID().toString();
        var archive = Files.createTempFile("built-", ".tar");
        try (var ours = Daemon.start(DaemonKind.SOCKERLESS, "external-built-here");
                var theirs = Daemon.start(DaemonKind.DOCKERD, "external-run-there")) {
            bases(ours);
            var directory = CASES.resolve("real-c-static");
            docker(ours, "build", "-q", "-t", "built", "--build-arg", "VERSION=" + word, directory.toString());
            docker(ours, "save", "-o", archive.toString(), "built");
            docker(theirs, "load", "-i", archive.toString());
            assertEquals(
                    docker(ours, "inspect", "-f", "{{.Id}}", "built"),
                    docker(theirs, "inspect", "-f", "{{.Id}}", "built"));
            assertEquals("hello version " + word, docker(theirs, "run", "--rm", "built"));
        } finally {
            Files.delete(archive);
        }
    }

    private static Outcome outcome(boolean passed) {
        return passed ? Outcome.PASSED : Outcome.FAILED;
    }

    private static Map<String, BuiltImage> run(DaemonKind kind, String word) throws Exception {
        var built = new TreeMap<String, BuiltImage>();
        try (var daemon = Daemon.start(kind, "external-builds-" + kind);
                var client = new Client(daemon, SUITE)) {
            bases(daemon);
            for (var each : cases()) {
                var report = PLACE.resolve(kind + "-" + each.getFileName());
                built.put(each.getFileName().toString(), BuiltImage.of(client, daemon, each, word, report));
            }
            client.keepLog(SUITE);
        }
        return built;
    }

    private static List<Path> cases() throws IOException {
        try (var all = Files.list(CASES)) {
            return all.filter(path ->
                            SELECTED.matcher(path.getFileName().toString()).find())
                    .sorted()
                    .toList();
        }
    }

    /** One root file system of Debian packages stands for all images that the cases want of a registry. */
    private static void bases(Daemon daemon) throws IOException {
        docker(daemon, "import", "--change", "CMD [\"sh\"]", PLACE.resolve("tools.tar") + "", "debian:tools");
        for (var name : List.of("gcc:12", "nginx:1", "perl:5", "python:3")) {
            docker(daemon, "tag", "debian:tools", name);
        }
    }

    private static String docker(Daemon daemon, String... arguments) throws IOException {
        var command = new ArrayList<>(List.of("env", "DOCKER_BUILDKIT=0", "docker", "-H", daemon.host()));
        command.addAll(List.of(arguments));
        return new String(Programs.run(daemon.machine().inside(PLACE, command)), StandardCharsets.UTF_8).strip();
    }
}
