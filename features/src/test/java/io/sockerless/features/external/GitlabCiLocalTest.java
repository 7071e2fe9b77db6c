package io.sockerless.features.external;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sockerless.features.daemons.Daemon;
import io.sockerless.features.daemons.DaemonKind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** GitLab pipelines, of {@code src/test/gitlab-ci-local}, run by gitlab-ci-local on dockerd and on us. */
@Tag("external")
class GitlabCiLocalTest {
    private static final String SUITE = "gitlab-ci-local";

    @Test
    @Timeout(value = 15, unit = TimeUnit.MINUTES)
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
        try (var daemon = Daemon.start(kind, "external-" + kind);
                var client = new Client(daemon, SUITE)) {
            Imported.runnerAndWeb(daemon, place.resolve("runner.tar"));
            var repository = client.repository(SUITE);
            var pipelines = new Pipelines((name, word, output) -> {
                var command = command(place, name, word);
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
            {"steps", "0", "> first says WORD", "> afterwards WORD", "> second says WORD"},
            {"failing", "1", "WARN 5", "FAIL 43", "> cleans up WORD", "!> not reached", "!> never"},
            {"artifacts", "0", "> taken over WORD", "> left out WORD"},
            {"cache", "0", "> kept WORD"},
            {"needs", "0", "> slow WORD", "> at-once WORD", "cell one-1-WORD", "cell two-2-WORD"},
            {"services", "0", "> the services were asked by WORD"},
        };
        for (var line : expected) {
            var output = place.resolve(kind + "-" + line[0] + ".log");
            var said = List.of(line).subList(2, line.length).toArray(String[]::new);
            pipelines.check(line[0], Integer.parseInt(line[1]), word, output, said);
        }
    }

    private static List<String> command(Path place, String pipeline, String word) {
        return List.of(
                place.resolve("node_modules/.bin/gitlab-ci-local").toString(),
                "--file",
                pipeline + ".yml",
                "--pull-policy",
                "if-not-present",
                "--shell-executor-no-image=false",
                "--helper-image",
                "runner",
                "--no-color",
                "--variable",
                "WORD=" + word);
    }
}
