package io.sockerless.features.external;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sockerless.features.daemons.Daemon;
import io.sockerless.features.daemons.DaemonKind;
import io.sockerless.features.daemons.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The integration tests that come with docker-py 7.0.0, on dockerd and on us. {@code -Ddocker-py=EXPRESSION} runs those
 * that pytest's {@code -k} selects; then no row of the accepted differences is stale, and the table stays as it is. What they
 * come to on dockerd is recorded ({@link Reference}).
 */
@Tag("external")
@Order(Integer.MAX_VALUE)
class DockerPyTest {
    private static final String SUITE = "docker-py";
    private static final String TESTS = "tests/integration";
    private static final String SELECTED = System.getProperty(SUITE, "");

    /** What this dockerd speaks. */
    static final String API = "1.41";

    private static final Map<String, String> LEFT_OUT = new TreeMap<>(Map.of(
            "api_config_test.py", "swarm",
            "api_secret_test.py", "swarm",
            "api_service_test.py", "swarm",
            "api_swarm_test.py", "swarm",
            "models_nodes_test.py", "swarm",
            "models_services_test.py", "swarm",
            "models_swarm_test.py", "swarm",
            "api_plugin_test.py", "plugins, which come from Docker Hub",
            "credentials", "credential stores of the client's machine: no daemon takes part"));

    /** Each of the two runs takes some five minutes where nothing else runs. */
    @Test
    @Timeout(value = 50, unit = TimeUnit.MINUTES)
    void whatPassesOnDockerdPassesHere() throws Exception {
        for (var kind : List.of(DaemonKind.DOCKERD, DaemonKind.SOCKERLESS)) {
            assertTrue(kind.obstacle().isEmpty(), () -> kind + " cannot run here: " + kind.obstacle());
        }
        var theirs = theirs();
        var ours = run(DaemonKind.SOCKERLESS);
        var comparison = Comparison.of(SUITE, theirs, ours);
        comparison.publish(LEFT_OUT, SELECTED.isEmpty());
        comparison.judge(SELECTED.isEmpty());
    }

    private static SuiteResult theirs() throws IOException, InterruptedException {
        if (!Reference.isMeasured() && SELECTED.isEmpty()) {
            return Reference.recorded(SUITE);
        }
        var theirs = run(DaemonKind.DOCKERD);
        if (SELECTED.isEmpty()) {
            Reference.check(SUITE, theirs);
        }
        return theirs;
    }

    private static SuiteResult run(DaemonKind kind) throws IOException, InterruptedException {
        var home = Path.of("target/external", SUITE).toAbsolutePath();
        var report = home.resolve(kind + ".xml");
        Files.deleteIfExists(report);
        var scratch = Files.createTempDirectory(SUITE);
        // Without a file there, docker-py keeps its contexts where it is started.
        Files.writeString(Files.createDirectory(scratch.resolve(".docker")).resolve("config.json"), "{}");
        try (var daemon = Daemon.start(kind, "external-" + kind, HubMirror.PLACE);
                var _ = HubMirror.start(daemon)) {
            var builder = new ProcessBuilder(
                            daemon.machine().inside(home.resolve("source"), pytest(home, report, scratch)))
                    .redirectErrorStream(true)
                    .redirectOutput(home.resolve(kind + ".log").toFile());
            builder.environment().keySet().removeIf(name -> name.startsWith("DOCKER_"));
            builder.environment()
                    .putAll(Map.of(
                            "DOCKER_HOST", daemon.host(),
                            "DOCKER_CONFIG", scratch.resolve(".docker").toString(),
                            "DOCKER_TEST_API_VERSION", API,
                            "HOME", scratch.toString(),
                            "TMPDIR", scratch.toString()));
            int exit = builder.start().waitFor();
            Files.copy(daemon.log(), home.resolve(kind + "-daemon.log"), StandardCopyOption.REPLACE_EXISTING);
            // 0: all passed. 1: some did not.
            assertTrue(exit <= 1, "pytest itself failed: see " + home.resolve(kind + ".log"));
        } finally {
            Programs.run(List.of("rm", "-rf", "--one-file-system", scratch.toString()));
        }
        return JUnitReport.read(report, "tests.integration.");
    }

    private static List<String> pytest(Path home, Path report, Path scratch) {
        var command = new ArrayList<>(List.of(home.resolve("venv/bin/python").toString(), "-B", "-m", "pytest", TESTS));
        command.addAll(List.of(
                "-p",
                "no:cacheprovider",
                "--basetemp",
                scratch.resolve("pytest").toString()));
        // What hangs is one failure.
        command.addAll(List.of("--timeout", "90", "--junitxml", report.toString(), "-k", SELECTED));
        LEFT_OUT.keySet().forEach(name -> command.addAll(List.of("--ignore", TESTS + "/" + name)));
        return command;
    }
}
