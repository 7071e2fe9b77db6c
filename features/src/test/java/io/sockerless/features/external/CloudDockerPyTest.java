package io.sockerless.features.external;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sockerless.features.daemons.Daemon;
import io.sockerless.features.daemons.DaemonKind;
import io.sockerless.features.daemons.Programs;
import io.sockerless.features.differential.AcceptedDifferences;
import io.sockerless.features.differential.Difference;
import io.sockerless.features.simulators.EcsRig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * docker-py 7.0.0's integration tests of containers and execs, on daemons with the drivers ecs and lambda at one simulated
 * cloud. What does not pass is in {@code spec/aws/docker-py-differences.md} with its reason.
 */
@Tag("external")
@Order(1)
class CloudDockerPyTest {
    private static final Path PLACE = Client.place("docker-py");
    private static final List<String> FILES =
            List.of("api_container_test.py", "api_exec_test.py", "models_containers_test.py");

    /** Whose calls {@code models_containers_test.ContainerTest} makes again. */
    private static final List<String> LEFT_OUT =
            List.of("KillTest", "RestartContainerTest", "StartContainerTest", "StopTest", "WaitTest");

    private static final String HEAD = """
            | driver | tests | passed | refused by name | else not passed |
            |---|---|---|---|---|
            """;

    @TempDir
    static Path place;

    /** One after the other: the suite publishes certain ports of the machine that both are on. */
    @Test
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void whatTheCloudCanDoPasses() throws Exception {
        DaemonKind.SOCKERLESS.obstacle().ifPresent(why -> {
            System.out.println("DOCKER-PY ON THE CLOUD SKIPPED: " + why);
            assumeTrue(false, why);
        });
        try (var rig = EcsRig.start("cloud-docker-py", place, "file-system");
                var lambda = rig.lambda("cloud-docker-py-lambda", rig.repository("functions"))) {
            var images = images(rig.below());
            var ecs = run("ecs", rig.daemon(), images);
            var results = Map.of("ecs", ecs, "lambda", run("lambda", lambda, images));
            var table = HEAD + row("ecs", results.get("ecs")) + row("lambda", results.get("lambda"));
            System.out.println(table);
            Files.writeString(PLACE.resolve("cloud-table.md"), table);
            judge(results);
        }
    }

    /** An archive of what the suite's tests run. Lambda cannot make it: nothing changes files there. */
    private static Path images(Daemon local) throws IOException {
        HubMirror.makeAlpine(local, place);
        var archive = place.resolve("images.tar");
        var save = new ArrayList<>(List.of("docker", "-H", local.host(), "save", "-o", archive.toString(), "busybox"));
        save.addAll(HubMirror.ALPINE);
        Programs.run(save);
        return archive;
    }

    private static SuiteResult run(String driver, Daemon daemon, Path images) throws IOException, InterruptedException {
        Programs.run(List.of("docker", "-H", daemon.host(), "load", "-q", "-i", images.toString()));
        var report = PLACE.resolve(driver + ".xml");
        Files.deleteIfExists(report);
        var log = PLACE.resolve(driver + ".log");
        try (var client = new Client(daemon, "docker-py-" + driver)) {
            var command =
                    new ArrayList<>(List.of(PLACE.resolve("venv/bin/python").toString(), "-B", "-m", "pytest"));
            command.addAll(List.of("-p", "no:cacheprovider", "--tb", "short", "--timeout", "60"));
            command.addAll(List.of("--junitxml", report.toString()));
            FILES.forEach(file -> command.add("tests/integration/" + file));
            LEFT_OUT.forEach(
                    name -> command.addAll(List.of("--deselect", "tests/integration/api_container_test.py::" + name)));
            int exit = client.run(
                    PLACE.resolve("source"), command, Map.of("DOCKER_TEST_API_VERSION", DockerPyTest.API), log);
            // 0: all passed. 1: some did not.
            assertTrue(exit <= 1, "pytest itself failed: see " + log);
        }
        return JUnitReport.read(report, "tests.integration.");
    }

    private static boolean refused(String driver, SuiteResult result, String test) {
        return result.told(test).contains("driver " + driver + ": ");
    }

    private static String row(String driver, SuiteResult result) {
        int all = result.outcomes().size();
        int passed = result.passed().size();
        long refused = result.outcomes().keySet().stream()
                .filter(test -> result.of(test) == Outcome.FAILED && refused(driver, result, test))
                .count();
        assertTrue(passed > all / 2, driver + ": nothing was tried: " + passed + " of " + all);
        return "| %s | %d | %d | %d | %d |%n".formatted(driver, all, passed, refused, all - passed - refused);
    }

    private static void judge(Map<String, SuiteResult> results) throws IOException {
        var accepted = AcceptedDifferences.read("aws/docker-py-differences.md");
        var open = new ArrayList<Difference>();
        results.forEach((driver, result) -> result.outcomes().keySet().stream()
                .filter(test -> result.of(test) != Outcome.PASSED)
                .map(test -> new Difference(driver, test, result.told(test), "passes"))
                .filter(difference -> !accepted.accepts(difference))
                .forEach(open::add));
        assertEquals("", open.stream().map(Difference::toString).collect(Collectors.joining("\n")), "not passed");
        assertEquals(List.of(), accepted.stale(), "docker-py-differences.md lists what passes");
    }
}
