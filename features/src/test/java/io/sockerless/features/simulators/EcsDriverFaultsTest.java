package io.sockerless.features.simulators;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sockerless.features.daemons.DaemonKind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Many containers of the driver ecs at once, at a cloud that throttles, fails and cuts connections; and a killed daemon. */
@Tag("external")
class EcsDriverFaultsTest {
    private static final int ALL = Integer.getInteger("tasks", 24);
    private static final int CLIENTS = 12;
    private static final int CODES = 100;

    @TempDir
    static Path place;

    private static EcsRig rig;

    @BeforeAll
    static void start() throws IOException {
        DaemonKind.SOCKERLESS.obstacle().ifPresent(why -> {
            System.out.println("FAULTS OF ECS SKIPPED: " + why);
            assumeTrue(false, why);
        });
        rig = EcsRig.start("ecs-faults", place);
    }

    @AfterAll
    static void stop() throws IOException {
        if (rig != null) {
            rig.close();
        }
    }

    /** @return the rule's name */
    private static String fault(String rule) throws IOException {
        var made = rig.inside("curl", "-sSf", control("faults"), "-d", rule);
        return made.replaceAll(".*\"id\":\"([^\"]*)\".*", "$1");
    }

    private static String control(String what) {
        return rig.cloud().uri().resolve("/_sockerless/" + what).toString();
    }

    private static void until(String what, String found) throws IOException {
        var asked = "curl -sSf " + control(what) + " | grep -Eo '" + found + "'";
        assertFalse(rig.inside("sh", "-c", EcsRig.retried(asked)).isEmpty(), what + " has no " + found);
    }

    private static String name(int i) {
        return "task-" + i;
    }

    private static int code(int i) {
        return 1 + i % CODES;
    }

    private static <T> List<T> all(ExecutorService clients, Callables<T> work) throws Exception {
        List<Future<T>> futures = new ArrayList<>();
        for (int i = 0; i < ALL; i++) {
            futures.add(clients.submit(work.of(i)));
        }
        List<T> results = new ArrayList<>();
        for (Future<T> future : futures) {
            results.add(future.get());
        }
        return results;
    }

    private interface Callables<T> {
        Callable<T> of(int i);
    }

    @Test
    @Timeout(value = 8, unit = TimeUnit.MINUTES)
    void manyTasksAreNeitherLostNorDoubled() throws Exception {
        try (var clients = Executors.newFixedThreadPool(CLIENTS);
                var starters = Executors.newFixedThreadPool(CLIENTS)) {
            all(clients, i -> () -> {
                var program = "read go; exit " + code(i);
                return rig.docker("create", "-i", "--name", name(i), "busybox", "sh", "-c", program);
            });
            fault("{\"service\":\"ecs\",\"probability\":0.03,"
                    + "\"error\":{\"status\":400,\"code\":\"ThrottlingException\",\"message\":\"Rate exceeded\"}}");
            fault("{\"service\":\"ecs\",\"probability\":0.05,"
                    + "\"error\":{\"status\":500,\"code\":\"ServerException\",\"message\":\"Service Unavailable\"}}");
            fault("{\"service\":\"ecs\",\"operation\":\"RunTask\",\"probability\":0.1,\"cut\":\"after\"}");
            fault("{\"service\":\"ecs\",\"operation\":\"DescribeTasks\",\"probability\":0.1,\"cut\":\"before\"}");
            var some = new CountDownLatch(ALL / 3);
            var starting = clients.submit(() -> all(starters, i -> () -> {
                var said = rig.docker(new byte[0], "start", name(i));
                some.countDown();
                return said.code();
            }));
            some.await();
            rig.daemon().kill();
            rig.daemon().launch();
            starting.get();
            all(clients, i -> () -> rig.docker("start", name(i)));
            assertEquals(ALL, rig.docker("ps", "-q").lines().count());
            assertEquals(ALL, tasks("RUNNING"));
            var codes = all(clients, i -> () -> {
                rig.docker("go\n".getBytes(), "attach", "--sig-proxy=false", name(i));
                return rig.docker("wait", name(i));
            });
            for (int i = 0; i < ALL; i++) {
                assertEquals(Integer.toString(code(i)), codes.get(i), name(i));
            }
            all(clients, i -> () -> rig.docker("rm", name(i)));
            assertEquals(0, tasks("RUNNING"));
            assertEquals("", rig.docker("ps", "-aq"));
        }
    }

    @Test
    void aTaskThatComesThereAfterItsDaemonWasKilledIsNotLeft() throws Exception {
        rig.inside("curl", "-sSf", control("faults"), "-X", "DELETE");
        rig.docker("create", "--name", "late", "busybox", "sleep", "1000");
        var rule = fault(
                "{\"service\":\"ecs\",\"operation\":\"RunTask\",\"probability\":1,\"times\":1,\"latencyMillis\":8000}");
        try (var client = Executors.newSingleThreadExecutor()) {
            var start = client.submit(() -> rig.docker(new byte[0], "start", "late"));
            until("faults", "^\\[]$"); // it has met the rule, and is on its way
            rig.daemon().kill();
            rig.daemon().launch();
            assertEquals(1, start.get().code());
        }
        assertEquals("created 0", rig.docker("inspect", "-f", "{{.State.Status}} {{.State.Pid}}", "late"));
        until("requests", "\"fault\":\"" + rule + "\""); // it is there, before its successor's or after it
        assertEquals(0, tasks("RUNNING"));
        rig.docker("start", "late");
        assertEquals(1, tasks("RUNNING"));
        rig.docker("rm", "-f", "late");
        assertEquals(0, tasks("RUNNING"));
    }

    /** How many of the service's tasks shall be so. */
    private static int tasks(String desired) throws IOException {
        return rig.text("ecs", "list-tasks", "--desired-status", desired, "--query", "length(taskArns)")
                .lines() // one for each page
                .mapToInt(Integer::parseInt)
                .sum();
    }
}
