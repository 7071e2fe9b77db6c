package io.sockerless.features.external;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sockerless.features.daemons.Daemon;
import io.sockerless.features.daemons.DaemonKind;
import io.sockerless.features.daemons.Root;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Node.js's client, dockerode: our tests of it, in {@code src/test/node/dockerode}, on dockerd and on us. */
@Tag("external")
class DockerodeTest {
    private static final String SUITE = "dockerode";

    @Test
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void whatPassesOnDockerdPassesHere() throws Exception {
        for (var kind : List.of(DaemonKind.DOCKERD, DaemonKind.SOCKERLESS)) {
            assertTrue(kind.obstacle().isEmpty(), () -> kind + " cannot run here: " + kind.obstacle());
        }
        var comparison = Comparison.of(SUITE, run(DaemonKind.DOCKERD), run(DaemonKind.SOCKERLESS));
        comparison.publish(Map.of(), true);
        comparison.judge(true);
    }

    private static SuiteResult run(DaemonKind kind) throws IOException, InterruptedException {
        var place = Client.place(SUITE);
        var report = place.resolve(kind + ".xml");
        var tests = Root.path().resolve("features/src/test/node/dockerode");
        Files.deleteIfExists(report);
        try (var daemon = Daemon.start(kind, "external-" + kind, HubMirror.PLACE);
                var _ = HubMirror.start(daemon);
                var client = new Client(daemon, SUITE)) {
            var command = List.of(
                    "node",
                    "--test-reporter=" + tests.resolve("report.mjs"),
                    "--test-reporter-destination=" + report,
                    tests.resolve("all.mjs").toString());
            int exit = client.run(
                    client.home(), command, Map.of("INSTALLED", place.toString()), place.resolve(kind + ".log"));
            client.keepLog(SUITE);
            // 0: all passed. 1: some did not.
            assertTrue(exit <= 1, "node itself failed: see " + place.resolve(kind + ".log"));
        }
        return JUnitReport.read(report, "dockerode.");
    }
}
