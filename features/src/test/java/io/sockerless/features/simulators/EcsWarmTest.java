package io.sockerless.features.simulators;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sockerless.features.daemons.DaemonKind;
import io.sockerless.features.simulators.EcsRig.Said;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tasks of the driver ecs that wait for containers: they run where the cloud starts no task any more. */
@Tag("external")
class EcsWarmTest {
    @TempDir
    static Path place;

    private static EcsRig rig;

    private final String nonce = UUID.randomUUID().toString();
    private final int code = ThreadLocalRandom.current().nextInt(2, 120);

    @BeforeAll
    static void start() throws IOException {
        DaemonKind.SOCKERLESS.obstacle().ifPresent(why -> {
            System.out.println("WAITING TASKS OF ECS SKIPPED: " + why);
            assumeTrue(false, why);
        });
        rig = EcsRig.start("ecs-warm", place, "warm=busybox=1", "warm-price=0.02");
    }

    @AfterAll
    static void stop() throws IOException {
        if (rig != null) {
            rig.close();
        }
    }

    private static void control(String... curl) throws IOException {
        var all = new ArrayList<>(List.of("curl", "-sSf"));
        all.addAll(List.of(curl));
        all.add(rig.cloud().uri().resolve("/_sockerless/faults").toString());
        rig.inside(all.toArray(String[]::new));
    }

    private static void noTaskStarts() throws IOException {
        control(
                "-d",
                "{\"service\":\"ecs\",\"operation\":\"RunTask\",\"probability\":1,"
                        + "\"error\":{\"status\":400,\"code\":\"ClientException\",\"message\":\"no room at all\"}}");
    }

    private static void untilOneWaits() throws IOException {
        var info = "docker -H " + rig.daemon().host() + " info --format '{{.DriverStatus}}'";
        var there = rig.inside("sh", "-c", EcsRig.retried(info + " | grep -F 'busybox:latest 1 of 1'"));
        assertTrue(there.contains("0.0123 USD an hour"), there);
    }

    private Said run(String... more) throws Exception {
        var all = new ArrayList<>(List.of("run", "--rm", "-i", "-e", "WORD=" + nonce));
        all.addAll(List.of(more));
        all.addAll(List.of("-w", "/at/" + nonce, "busybox", "sh", "-c", "cat; echo $WORD; pwd; exit " + code));
        return rig.docker(nonce.getBytes(), all.toArray(String[]::new));
    }

    private Said asTold() {
        return new Said(code, nonce + nonce + "\n/at/" + nonce + "\n", "");
    }

    @Test
    void whatWaitsIsTakenOutlivesTheDaemonAndIsReplaced() throws Exception {
        assertEquals(asTold(), run());
        untilOneWaits();
        noTaskStarts();
        var other = run("-m", "1g");
        assertTrue(other.err().contains("no room at all"), other::toString);
        rig.daemon().kill();
        rig.daemon().launch();
        untilOneWaits();
        assertEquals(asTold(), run());
        var none = run();
        assertTrue(none.code() == 125 && none.err().contains("no room at all"), none::toString);
        control("-X", "DELETE");
        untilOneWaits();
        var running = rig.text("ecs", "list-tasks", "--query", "taskArns[0]");
        var tags = rig.aws("ecs", "describe-tasks", "--include", "TAGS", "--tasks", running);
        assertTrue(tags.contains("\"waiting\""), tags);
        rig.aws("ecs", "stop-task", "--task", running);
        rig.inside(
                "sh",
                "-c",
                EcsRig.retried("AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test aws --endpoint-url "
                        + rig.cloud().uri() + " --region eu-central-1 ecs list-tasks --output text | grep -v "
                        + running));
        untilOneWaits();
        assertEquals(asTold(), run());
    }
}
