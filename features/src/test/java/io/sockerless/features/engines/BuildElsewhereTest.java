package io.sockerless.features.engines;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sockerless.features.daemons.Daemon;
import io.sockerless.features.daemons.DaemonKind;
import io.sockerless.features.transport.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code docker build} at a daemon whose containers all run at another engine. */
class BuildElsewhereTest {
    private static final String DOCKERFILE = """
            FROM busybox AS one
            RUN echo %1$s | tr a-f A-F > /word && mkdir -m 750 /owned && chown 5:6 /owned
            COPY --chown=7:8 file /owned/sub/
            WORKDIR /owned/work
            RUN --mount=type=bind,source=file,target=/mnt/file cat /mnt/file >> /word
            FROM busybox
            COPY --from=one /word /word
            COPY --from=one /owned /owned
            CMD ["sh", "-c", "cat /word; stat -c '%%n %%u:%%g %%a' /owned /owned/sub/file"]
            """;

    @TempDir
    private Path context;

    @BeforeAll
    static void possible() {
        for (DaemonKind kind : List.of(DaemonKind.DOCKERD, DaemonKind.SOCKERLESS)) {
            kind.obstacle().ifPresent(why -> {
                System.out.println("BUILD ELSEWHERE SKIPPED: " + why);
                assumeTrue(false, why);
            });
        }
    }

    private static Outcome docker(Daemon daemon, String... arguments) throws IOException, InterruptedException {
        var command = new java.util.ArrayList<>(List.of("docker", "-H", daemon.host()));
        command.addAll(List.of(arguments));
        return Outcome.of(daemon.machine().inside(Path.of("/"), command), Map.of("DOCKER_BUILDKIT", "0"), new byte[0]);
    }

    @Test
    void commandsRunThereAndImagesAreHere() throws Exception {
        var word = UUID.randomUUID().toString();
        Files.writeString(context.resolve("Dockerfile"), DOCKERFILE.formatted(word));
        Files.writeString(context.resolve("file"), word + "\n");
        try (var far = Daemon.start(DaemonKind.DOCKERD, "far");
                var near = Daemon.start(
                        DaemonKind.SOCKERLESS,
                        "near",
                        Map.of(),
                        List.of("--driver", "docker", "--docker-host", far.host()))) {
            var built = docker(near, "build", "-t", "built", context.toString());
            assertEquals(0, built.code(), built.seen());
            var started = docker(far, "events", "--since", "0", "--until", "-1s", "--filter", "event=start");
            assertEquals(2, started.text().lines().count(), started.seen());
            assertTrue(started.text().contains("name=sockerless-"), started.seen());
            assertEquals("", docker(far, "ps", "-aq").text());
            var ran = docker(near, "run", "--rm", "built");
            assertEquals(
                    word.toUpperCase(java.util.Locale.ROOT) + "\n" + word
                            + "\n/owned 5:6 750\n/owned/sub/file 7:8 644\n",
                    ran.text(),
                    ran.seen());
        }
    }
}
