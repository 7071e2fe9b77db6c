package io.sockerless.features.simulators;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sockerless.features.daemons.DaemonKind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Containers of the driver ecs on Fargate Spot, whose capacity is taken back. */
@Tag("external")
class EcsSpotTest {
    @TempDir
    static Path place;

    private static EcsRig rig;

    private final String nonce = UUID.randomUUID().toString();
    private final int code = ThreadLocalRandom.current().nextInt(2, 120);

    @BeforeAll
    static void start() throws IOException {
        DaemonKind.SOCKERLESS.obstacle().ifPresent(why -> {
            System.out.println("SPOT TASKS OF ECS SKIPPED: " + why);
            assumeTrue(false, why);
        });
        rig = EcsRig.start("ecs-spot", place, "capacity-provider=FARGATE_SPOT");
    }

    @AfterAll
    static void stop() throws IOException {
        if (rig != null) {
            rig.close();
        }
    }

    private static String interrupt(String body) throws IOException {
        var url = rig.cloud().uri().resolve("/_sockerless/interrupt").toString();
        return rig.inside("curl", "-sS", "-d", body, url);
    }

    private static String taken() throws IOException {
        return rig.text("ecs", "list-tasks", "--query", "taskArns[0]");
    }

    private static String provider(String task) throws IOException {
        return rig.text("ecs", "describe-tasks", "--tasks", task, "--query", "tasks[0].capacityProviderName");
    }

    private static String state(String container, String field) throws Exception {
        return rig.docker("inspect", "-f", "{{" + field + "}}", container);
    }

    /** It is told to end, has time to, and says why it was. */
    @Test
    void theCommandIsToldAndTheStateSaysWhy() throws Exception {
        var id = rig.docker(
                "run",
                "-d",
                "busybox",
                "sh",
                "-c",
                "trap 'echo told " + nonce + "; exit " + code + "' TERM; echo up; while :; do sleep 0.1; done");
        assertEquals("up", rig.firstLine(id));
        assertEquals("FARGATE_SPOT", provider(taken()));
        assertTrue(interrupt("{\"workload\":\"arn:none\"}").contains("\"interrupted\":0"));
        assertTrue(interrupt("{\"work\":\"\"}").contains("not an interruption"));
        assertTrue(interrupt("{}").contains("\"interrupted\":1"));
        assertEquals(Integer.toString(code), rig.docker("wait", id));
        assertEquals("up\ntold " + nonce, rig.docker("logs", id));
        assertEquals("Amazon ECS took back the capacity: Your Spot Task was interrupted.", state(id, ".State.Error"));
        rig.docker("rm", id);
    }

    @Test
    void aPolicyOfRestartsGetsItOtherCapacity() throws Exception {
        var id = rig.docker(
                "run", "-d", "--restart", "on-failure", "busybox", "sh", "-c", "echo " + nonce + "; exec sleep 1000");
        assertEquals(nonce, rig.firstLine(id));
        var first = taken();
        assertTrue(interrupt("{\"workload\":\"" + first + "\"}").contains("\"interrupted\":1"));
        var lines = EcsRig.retried(
                "docker -H " + rig.daemon().host() + " logs " + id + " | grep -c " + nonce + " | grep 2");
        assertEquals("2", rig.inside("sh", "-c", lines).strip());
        assertEquals("1", state(id, ".RestartCount"));
        assertEquals("true", state(id, ".State.Running"));
        assertNotEquals(first, taken());
        // By hand it is as ever, and nothing was taken back.
        rig.docker("stop", "-t", "5", id);
        assertEquals("143", state(id, ".State.ExitCode}} {{.State.Error"));
        rig.docker("rm", id);
    }
}
