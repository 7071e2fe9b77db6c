package io.sockerless.features.external;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sockerless.features.daemons.Daemon;
import io.sockerless.features.daemons.DaemonKind;
import io.sockerless.features.daemons.Root;
import io.sockerless.features.hostile.Vitals;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Requests that schemathesis makes of Docker's description of its API, with a fixed seed, for two minutes. dockerd has no
 * part in it: what is asked is that each request is answered, failures with their reason, and that nothing is left.
 */
@Tag("external")
class SchemathesisTest {
    private static final String SUITE = "schemathesis";
    private static final String SECONDS = System.getProperty(SUITE + ".seconds", "120");
    private static final String ADDRESS = "127.0.0.1:2375";

    @Test
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void eachRequestIsAnsweredAndNothingIsLeft() throws Exception {
        var description = Path.of(System.getProperty("docker.api.description"));
        if (!Files.exists(description)) {
            System.out.println("SCHEMATHESIS SKIPPED: Docker's description of its API is not at " + description);
            assumeTrue(false);
        }
        var kind = DaemonKind.SOCKERLESS;
        assertTrue(kind.obstacle().isEmpty(), () -> kind + " cannot run here: " + kind.obstacle());
        var place = Client.place(SUITE);
        var report = place.resolve(kind + ".xml");
        Files.deleteIfExists(report);
        var listeners = List.of("-H", "tcp://" + ADDRESS, "--insecure");
        try (var daemon = Daemon.start(kind, "external-fuzz", Map.of(), listeners);
                var client = new Client(daemon, SUITE)) {
            // What the first container costs, it costs once.
            Remains.useAndRemoveEverything(daemon);
            var vitals = Vitals.of(daemon.pid());
            var before = Remains.of(daemon);
            int exit =
                    client.run(client.home(), fuzz(place, description, report), Map.of(), place.resolve(kind + ".log"));
            client.keepLog(SUITE);
            assertEquals(0, exit, "see " + place.resolve(kind + ".log"));
            Remains.useAndRemoveEverything(daemon);
            Remains.settle(daemon, before);
            Vitals.settle(daemon.pid(), vitals);
            assertEquals("", unforeseen(place.resolve(kind + "-daemon.log")), "the daemon's log");
        }
        var result = JUnitReport.read(report, SUITE + ".");
        Comparison.publishOurs(SUITE, result);
        assertEquals(Map.of(), result.failures(), "operations with a fault");
    }

    private static List<String> fuzz(Path place, Path description, Path report) {
        var script = Root.path().resolve("features/src/test/python/schemathesis/fuzz.py");
        var failures = place.resolve("failures.json");
        return List.of(
                place.resolve("venv/bin/python").toString(),
                "-B",
                script.toString(),
                description.toString(),
                "http://" + ADDRESS,
                SECONDS,
                report.toString(),
                failures.toString());
    }

    /** Errors of a program's own making, such as this has only if it is wrong. */
    private static String unforeseen(Path log) throws Exception {
        return Files.readAllLines(log).stream()
                .filter(line ->
                        line.matches(".*\\b(NullPointer|ClassCast|IndexOutOfBounds|IllegalState|IllegalArgument|"
                                + "NoSuchElement|UnsupportedOperation|OutOfMemory|StackOverflow|Arithmetic|NumberFormat)"
                                + "\\w*(Exception|Error)\\b.*"))
                .distinct()
                .limit(20)
                .reduce("", (all, line) -> all + line + "\n");
    }
}
