package io.sockerless.features.external;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sockerless.features.daemons.Daemon;
import io.sockerless.features.daemons.DaemonKind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tests that use Testcontainers for Java and for Go, and docker-java, as anybody does, on dockerd and on us. */
@Tag("external")
@Order(1)
class TestcontainersTest {
    private static final String SSHD = "reaching ports of the host: needs the image testcontainers/sshd";

    @Test
    @Timeout(value = 15, unit = TimeUnit.MINUTES)
    void javaPassesAsOnDockerd() throws Exception {
        compare("testcontainers-java", tests -> tests.junit("testcontainers"), Map.of("exposeHostPorts", SSHD));
    }

    @Test
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void dockerJavaPassesAsOnDockerd() throws Exception {
        compare("docker-java", tests -> tests.junit("dockerjava"), Map.of());
    }

    @Test
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void goPassesAsOnDockerd() throws Exception {
        var binary = Path.of("target/external/testcontainers-go/suite.test").toAbsolutePath();
        compare(
                "testcontainers-go",
                tests -> GoReport.read(tests.run(List.of(binary.toString(), "-test.v", "-test.timeout=5m"))),
                Map.of("WithHostPortAccess", SSHD));
    }

    /** A suite's tests. */
    private interface Suite {
        SuiteResult run(ForkedTests tests) throws IOException, InterruptedException;
    }

    private static void compare(String suite, Suite tests, Map<String, String> leftOut) throws Exception {
        var results = new EnumMap<DaemonKind, SuiteResult>(DaemonKind.class);
        for (var kind : List.of(DaemonKind.DOCKERD, DaemonKind.SOCKERLESS)) {
            assertTrue(kind.obstacle().isEmpty(), () -> kind + " cannot run here: " + kind.obstacle());
            try (var daemon = Daemon.start(kind, suite + "-" + kind, HubMirror.PLACE);
                    var _ = HubMirror.start(daemon)) {
                TestcontainersImages.load(daemon);
                results.put(kind, tests.run(new ForkedTests(daemon, suite)));
            }
        }
        var comparison = Comparison.of(suite, results.get(DaemonKind.DOCKERD), results.get(DaemonKind.SOCKERLESS));
        comparison.publish(leftOut, true);
        comparison.judge(true);
    }
}
