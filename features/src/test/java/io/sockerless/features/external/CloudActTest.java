package io.sockerless.features.external;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sockerless.features.daemons.Daemon;
import io.sockerless.features.daemons.DaemonKind;
import io.sockerless.features.daemons.StandInImage;
import io.sockerless.features.simulators.EcsRig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** act, whose jobs' containers and services are tasks of the simulated cloud; and what it is told where they cannot be. */
@Tag("external")
class CloudActTest {
    private static final Path ACT = Client.place("act");

    @TempDir
    static Path place;

    private final String word = UUID.randomUUID().toString();

    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void jobsRunInTasks() throws Exception {
        DaemonKind.SOCKERLESS.obstacle().ifPresent(why -> {
            System.out.println("ACT ON ECS SKIPPED: " + why);
            assumeTrue(false, why);
        });
        try (var rig = EcsRig.start("cloud-act", place, "file-system");
                var lambda = rig.lambda("cloud-act-lambda", rig.repository("functions"))) {
            var rootfs = Files.write(place.resolve("rootfs.tar"), StandInImage.rootfs());
            Imported.web(rig.daemon(), rootfs);
            Imported.web(lambda, rootfs);
            String[] cloud = {"--network", "bridge", "--container-daemon-socket", "-"};
            var ecs = new Pipelines(
                    (name, _, output) -> run(rig.daemon(), output, name.equals("cloud") ? cloud : new String[0]));
            ecs.check(
                    "cloud",
                    1,
                    word,
                    ACT.resolve("ecs.log"),
                    "later heard out-WORD",
                    "the service was asked by WORD",
                    "second heard out-WORD",
                    "exitcode '43'",
                    "cleans up WORD");
            // By itself act binds this machine's socket, which no task has.
            ecs.check("usual", 1, word, ACT.resolve("ecs-usual.log"), "driver ecs: bind at /var/run/docker.sock");
            var functions = new Pipelines((_, _, output) -> run(lambda, output, cloud));
            functions.check("lambda", 1, word, ACT.resolve("lambda.log"), "driver lambda: ");
            assertEquals(Map.of(), ecs.result().failures());
            assertEquals(Map.of(), functions.result().failures());
        }
    }

    private int run(Daemon daemon, Path output, String... further) throws IOException, InterruptedException {
        try (var client = new Client(daemon, "act")) {
            var repository = client.repository("act");
            // Else act asks which images it may take.
            Files.writeString(client.home().resolve(".actrc"), "");
            var command = new ArrayList<>(List.of(ACT.resolve("act").toString(), "push", "--pull=false", "--rm"));
            command.addAll(List.of("--workflows", ".github/workflows/cloud.yml", "--no-cache-server"));
            command.addAll(List.of("--platform", "ubuntu-latest=busybox:latest"));
            command.addAll(List.of("--env", "WORD=" + word, "--var", "WORD=" + word));
            command.addAll(List.of(further));
            return client.run(repository, command, Map.of(), output);
        }
    }
}
