package io.sockerless.features.external;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sockerless.features.daemons.Daemon;
import io.sockerless.features.daemons.DaemonKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** GitHub workflows, of {@code src/test/act}, run by act on dockerd and on us. */
@Tag("external")
class ActTest {
    private static final String SUITE = "act";
    private static final Map<String, String> LEFT_OUT =
            Map.of("actions of github.com", "not reached; those for artifacts are replaced, with the same client");

    @Test
    @Timeout(value = 15, unit = TimeUnit.MINUTES)
    void whatPassesOnDockerdPassesHere() throws Exception {
        for (var kind : List.of(DaemonKind.DOCKERD, DaemonKind.SOCKERLESS)) {
            assertTrue(kind.obstacle().isEmpty(), () -> kind + " cannot run here: " + kind.obstacle());
        }
        var comparison = Comparison.of(SUITE, run(DaemonKind.DOCKERD), run(DaemonKind.SOCKERLESS));
        comparison.publish(LEFT_OUT, true);
        comparison.judge(true);
    }

    private static SuiteResult run(DaemonKind kind) throws IOException, InterruptedException {
        var place = Client.place(SUITE);
        try (var daemon = Daemon.start(kind, "external-" + kind);
                var client = new Client(daemon, SUITE)) {
            Imported.runnerAndWeb(daemon, place.resolve("runner.tar"));
            var repository = client.repository("act");
            // Else act asks which images it may take.
            Files.writeString(client.home().resolve(".actrc"), "");
            var pipelines = new Pipelines((name, word, output) -> {
                var command = command(place, client.home(), name, word);
                return client.run(repository, command, Map.of(), output);
            });
            check(pipelines, place, kind);
            client.keepLog(SUITE);
            return pipelines.result();
        }
    }

    private static void check(Pipelines pipelines, Path place, DaemonKind kind)
            throws IOException, InterruptedException {
        var word = UUID.randomUUID().toString();
        String[][] expected = {
            {"steps", "0", "second heard out-WORD"},
            {"failing", "1", "exitcode '43'", "cleans up WORD", "!not reached"},
            {
                "matrix",
                "0",
                "cell one-1-WORD",
                "cell one-2-WORD",
                "cell one-3-WORD",
                "cell two-1-WORD",
                "cell two-3-WORD",
                "!cell two-2"
            },
            {"container", "0", "inside heard WORD"},
            {"services", "0", "the service was asked by WORD"},
            {"ports", "0", "the port was asked by WORD"},
            {"artifacts", "0", "taken over WORD"},
            {"actions", "0", "afterwards by Node.js WORD", "mixed with WORD", "docker action heard WORD"},
            {"dockerfile", "0", "built on Linux for WORD", "the answer was right for WORD"},
        };
        for (var line : expected) {
            var output = place.resolve(kind + "-" + line[0] + ".log");
            var said = List.of(line).subList(2, line.length).toArray(String[]::new);
            pipelines.check(line[0], Integer.parseInt(line[1]), word, output, said);
        }
    }

    private static List<String> command(Path place, Path home, String workflow, String word) {
        return List.of(
                place.resolve("act").toString(),
                "push",
                "--workflows",
                ".github/workflows/" + workflow + ".yml",
                "--pull=false",
                "--rm",
                "--platform",
                "ubuntu-latest=runner:latest",
                "--container-daemon-socket",
                "-",
                "--no-cache-server",
                "--local-repository",
                "actions/upload-artifact@v4=" + place.resolve("actions/upload"),
                "--local-repository",
                "actions/download-artifact@v4=" + place.resolve("actions/download"),
                "--artifact-server-path",
                home.resolve("artifacts").toString(),
                "--artifact-server-addr",
                "127.0.0.1",
                "--env",
                "WORD=" + word,
                "--var",
                "WORD=" + word);
    }
}
