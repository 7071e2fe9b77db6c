package io.sockerless.features.external;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sockerless.features.daemons.Daemon;
import io.sockerless.features.daemons.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Tests of a client in a process of their own on a daemon's machine: only there are published ports reached. */
final class ForkedTests {
    private final Daemon daemon;
    private final Path home;
    private final Map<String, String> further;

    /** @param suite its directory in target/external, which gets reports and logs */
    ForkedTests(Daemon daemon, String suite) throws IOException {
        this(daemon, suite, Map.of());
    }

    /** @param further variables of the tests' environment */
    ForkedTests(Daemon daemon, String suite, Map<String, String> further) throws IOException {
        this.further = Map.copyOf(further);
        this.daemon = daemon;
        this.home = Files.createDirectories(Path.of("target/external", suite).toAbsolutePath());
    }

    /** Runs JUnit tests that stand beside this class: they are in a package that Surefire leaves alone. */
    SuiteResult junit(String packageBeside) throws IOException, InterruptedException {
        var name = ForkedTests.class.getPackageName() + "." + packageBeside;
        var reports = home.resolve(daemon.kind() + "-reports");
        run(List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                "-Dexternal=" + home.getParent(),
                "-Djunit.jupiter.execution.timeout.default=90s",
                "-Djunit.jupiter.execution.timeout.thread.mode.default=SEPARATE_THREAD",
                "org.junit.platform.console.ConsoleLauncher",
                "execute",
                "--select-package=" + name,
                "--include-classname=.*",
                "--include-engine=junit-jupiter",
                "--details=tree",
                "--disable-banner",
                "--disable-ansi-colors",
                "--reports-dir=" + reports));
        return JUnitReport.read(reports.resolve("TEST-junit-jupiter.xml"), name + ".");
    }

    /**
     * Runs a program that ends with 1 if a test failed.
     *
     * @return what it printed
     */
    Path run(List<String> command) throws IOException, InterruptedException {
        var scratch = Files.createTempDirectory(home.getFileName().toString());
        var log = home.resolve(daemon.kind() + ".log");
        try {
            var builder = new ProcessBuilder(daemon.machine().inside(scratch, command))
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile());
            builder.environment().keySet().removeIf(name -> name.matches("(DOCKER|TESTCONTAINERS)_.*"));
            builder.environment().putAll(environment(scratch));
            int exit = builder.start().waitFor();
            Files.copy(daemon.log(), home.resolve(daemon.kind() + "-daemon.log"), StandardCopyOption.REPLACE_EXISTING);
            assertTrue(exit <= 1, "the tests did not run: see " + log);
        } finally {
            Programs.run(List.of("rm", "-rf", "--one-file-system", scratch.toString()));
        }
        return log;
    }

    private Map<String, String> environment(Path scratch) {
        var all = new HashMap<>(further);
        all.putAll(clients(scratch));
        return all;
    }

    private Map<String, String> clients(Path scratch) {
        return Map.of(
                "DOCKER_HOST", daemon.host(),
                "DOCKER_CONFIG", scratch.toString(),
                "HOME", scratch.toString(),
                "JAVA_TOOL_OPTIONS", "-Duser.home=" + scratch,
                "TMPDIR", scratch.toString(),
                // Else it looks at where it runs itself, which may be a container of somebody else.
                "TESTCONTAINERS_HOST_OVERRIDE", "127.0.0.1",
                "TESTCONTAINERS_DOCKER_SOCKET_OVERRIDE", daemon.socket().toString(),
                // All privileges are more than some machines have to give, and more than it needs.
                "TESTCONTAINERS_RYUK_CONTAINER_PRIVILEGED", "false",
                "TESTCONTAINERS_REUSE_ENABLE", "true");
    }
}
