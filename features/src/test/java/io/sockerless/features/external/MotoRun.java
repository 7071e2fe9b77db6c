package io.sockerless.features.external;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.sockerless.features.daemons.Programs;
import io.sockerless.features.daemons.Root;
import io.sockerless.features.simulators.SimulatorProcess;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What moto's tests come to on one server.
 *
 * @param asking the tests that sent the server anything
 * @param checked how many answers were compared with botocore's models
 * @param faults by what the models do not have: a test that got it
 */
record MotoRun(SuiteResult result, Set<String> asking, int checked, Map<String, String> faults) {
    static final Path PLACE = Client.place("moto");

    private static final String NOWHERE = "unix:///nowhere/docker.sock";

    private record Report(Set<String> asked, int checked, Map<String, String> faults) {}

    boolean asked(String test) {
        return asking.contains(test);
    }

    /** What counts: a test that asks no server says nothing about one. */
    Stream<String> passed() {
        return result.passed().stream().filter(this::asked);
    }

    static MotoRun ofTheirServer() throws IOException, InterruptedException {
        var command = List.of(python(), "-B", "-m", "moto.server", "-H", "127.0.0.1", "-p", "0");
        var server = new ProcessBuilder(command)
                .directory(PLACE.resolve("source").toFile())
                .redirectErrorStream(true)
                .start();
        try {
            var output = server.inputReader();
            var mark = "Running on ";
            var line = output.readLine();
            while (line != null && !line.contains(mark)) {
                line = output.readLine();
            }
            assertTrue(line != null, "moto's server does not start");
            var uri = URI.create(
                    line.substring(line.indexOf(mark) + mark.length()).strip());
            // Its log must not fill the pipe.
            Thread.ofVirtual().start(() -> output.lines().forEach(_ -> {}));
            return run("moto_server", uri.getPort(), "/moto-api/reset");
        } finally {
            server.destroyForcibly().waitFor();
        }
    }

    static MotoRun ofOurs() throws IOException, InterruptedException {
        var state = Files.createTempDirectory("moto-");
        try (var simulator = SimulatorProcess.start(state.resolve("state"), NOWHERE)) {
            return run("sockerless", simulator.uri().getPort(), "/_sockerless/reset");
        } finally {
            Programs.run(List.of("rm", "-rf", "--one-file-system", state.toString()));
        }
    }

    private static MotoRun run(String name, int port, String reset) throws IOException, InterruptedException {
        var report = PLACE.resolve(name + ".xml");
        var more = PLACE.resolve(name + ".json");
        Files.deleteIfExists(report);
        Files.deleteIfExists(more);
        // What hangs is one failure.
        var command = new ArrayList<>(List.of(python(), "-B", "-m", "pytest", "--timeout", "30", "--tb", "short"));
        command.addAll(List.of("-p", "no:cacheprovider", "-p", "sockerless_plugin", "--junitxml", report.toString()));
        // It starts a server of moto's at a port of this machine, and asks that one.
        command.addAll(
                List.of("--deselect", "tests/test_s3/test_server.py::test_s3_server_post_cors_multiple_origins"));
        command.addAll(files());
        var builder = new ProcessBuilder(command)
                .directory(PLACE.resolve("source").toFile())
                .redirectErrorStream(true)
                .redirectOutput(PLACE.resolve(name + ".log").toFile());
        var endpoint = "http://localhost:" + port;
        builder.environment().keySet().removeIf(key -> key.startsWith("AWS_"));
        builder.environment()
                .putAll(Map.of(
                        "TEST_SERVER_MODE", "true",
                        "TEST_SERVER_MODE_ENDPOINT", endpoint,
                        "MOTO_RESET_URL", endpoint + reset,
                        "MOTO_REPORT", more.toString(),
                        "PYTHONPATH",
                                Root.path()
                                        .resolve("features/src/test/python/moto")
                                        .toString(),
                        "AWS_ACCESS_KEY_ID", "123456789012",
                        "AWS_SECRET_ACCESS_KEY", "secret",
                        "AWS_CONFIG_FILE", "/dev/null",
                        "AWS_SHARED_CREDENTIALS_FILE", "/dev/null"));
        var tests = builder.start();
        try {
            // 0: all passed. 1: some did not.
            assertTrue(tests.waitFor() <= 1, "pytest itself failed: see " + PLACE.resolve(name + ".log"));
        } finally {
            tests.destroyForcibly();
        }
        var told = new ObjectMapper().readValue(more.toFile(), Report.class);
        return new MotoRun(JUnitReport.read(report, "tests."), told.asked(), told.checked(), told.faults());
    }

    private static String python() {
        return PLACE.resolve("venv/bin/python").toString();
    }

    /** Half of the services' files. */
    private static List<String> files() throws IOException {
        var chosen = new ArrayList<String>();
        for (var service : MotoTest.SERVICES) {
            try (var all = Files.list(PLACE.resolve("source/tests/test_" + service))) {
                all.map(file -> PLACE.resolve("source").relativize(file).toString())
                        .filter(file -> file.matches(".*/test_\\w+\\.py") && even(file))
                        .sorted()
                        .forEach(chosen::add);
            }
        }
        return chosen;
    }

    private static boolean even(String path) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(path.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).matches(".*[02468ace]");
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException("each Java has SHA-256", e);
        }
    }
}
