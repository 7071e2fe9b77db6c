package io.sockerless.features.external;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cucumber.core.cli.Main;
import io.sockerless.features.daemons.Daemon;
import io.sockerless.features.daemons.DaemonKind;
import io.sockerless.features.daemons.Programs;
import io.sockerless.features.daemons.Root;
import io.sockerless.features.external.compose.Compose;
import io.sockerless.features.external.compose.Subject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The scenarios of {@code features/compose} by two generations of docker compose, on dockerd and on us.
 * {@code -Dcompose=EXPRESSION} runs those whose names match; then no row of the accepted differences is stale, and the
 * table stays as it is. What the older one does on dockerd is recorded ({@link Reference}).
 */
@Tag("external")
@Order(1)
class ComposeTest {
    private static final String SUITE = "compose";
    private static final String SELECTED = System.getProperty(SUITE, "");
    private static final Path HOME = Path.of("target/external", SUITE).toAbsolutePath();

    /** Each daemon takes some two minutes where nothing else runs. */
    @Test
    @Timeout(30 * 60)
    void whatPassesOnDockerdPassesHere() throws Exception {
        for (var kind : List.of(DaemonKind.DOCKERD, DaemonKind.SOCKERLESS)) {
            assertTrue(kind.obstacle().isEmpty(), () -> kind + " cannot run here: " + kind.obstacle());
        }
        var theirs = theirs();
        var ours = run(DaemonKind.SOCKERLESS, List.of(Compose.values()));
        var comparisons = new ArrayList<Comparison>();
        for (var compose : Compose.values()) {
            var comparison = Comparison.of(suite(compose), theirs.get(compose), ours.get(compose));
            comparison.publish(Map.of("build", "not tried"), SELECTED.isEmpty());
            comparisons.add(comparison);
        }
        assertAll(comparisons.stream().map(comparison -> () -> comparison.judge(SELECTED.isEmpty())));
    }

    private static Map<Compose, SuiteResult> theirs() throws IOException {
        if (!Reference.isMeasured() && SELECTED.isEmpty()) {
            var theirs = run(DaemonKind.DOCKERD, List.of(Compose.V2));
            theirs.put(Compose.V1, Reference.recorded(suite(Compose.V1)));
            return theirs;
        }
        var theirs = run(DaemonKind.DOCKERD, List.of(Compose.values()));
        if (SELECTED.isEmpty()) {
            Reference.check(suite(Compose.V1), theirs.get(Compose.V1));
        }
        return theirs;
    }

    private static String suite(Compose compose) {
        return SUITE + "-" + compose.version();
    }

    private static Map<Compose, SuiteResult> run(DaemonKind kind, List<Compose> generations) throws IOException {
        var results = new EnumMap<Compose, SuiteResult>(Compose.class);
        try (var daemon = Daemon.start(kind, "external-compose-" + kind)) {
            image(daemon, "postgres");
            image(daemon, "redis");
            for (var compose : generations) {
                Subject.set(new Subject(compose, daemon));
                results.put(compose, scenarios(compose, HOME.resolve(kind + "-" + compose.version())));
            }
            Files.copy(daemon.log(), HOME.resolve(kind + "-daemon.log"), StandardCopyOption.REPLACE_EXISTING);
        }
        return results;
    }

    private static void image(Daemon daemon, String name) throws IOException {
        var command = List.of(
                "docker",
                "-H",
                daemon.host(),
                "import",
                "--change",
                "USER " + name,
                "--change",
                "WORKDIR /data",
                HOME.resolve(name + ".tar").toString(),
                "sample-" + name + ":latest");
        Programs.run(daemon.machine().inside(HOME, command));
    }

    private static SuiteResult scenarios(Compose compose, Path report) throws IOException {
        var arguments = new ArrayList<>(List.of("--threads", "3", "--tags", compose.tags()));
        for (var glue : List.of("docker.steps", "external.compose")) {
            arguments.addAll(List.of("--glue", "io.sockerless.features." + glue));
        }
        arguments.addAll(List.of("--plugin", "junit:" + report + ".xml", "--plugin", "pretty:" + report + ".log"));
        if (!SELECTED.isEmpty()) {
            arguments.addAll(List.of("--name", SELECTED));
        }
        arguments.add(Root.path().resolve("features/compose").toString());
        System.setProperty("cucumber.publish.quiet", "true");
        // Its exit code only tells whether all passed.
        Main.run(arguments.toArray(String[]::new));
        return JUnitReport.read(Path.of(report + ".xml"), "");
    }
}
