package io.sockerless.features.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sockerless.features.daemons.Daemon;
import io.sockerless.features.daemons.DaemonKind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of containers when their daemon is told to end. */
class LiveRestoreTest {
    @BeforeAll
    static void possible() {
        DaemonKind.SOCKERLESS.obstacle().ifPresent(why -> {
            System.out.println("LIVE RESTORE TEST SKIPPED: " + why);
            assumeTrue(false, why);
        });
    }

    private static String docker(Daemon daemon, String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("docker", "-H", daemon.host()));
        command.addAll(List.of(arguments));
        var outcome = Outcome.of(daemon.machine().inside(Path.of("/"), command), Map.of(), new byte[0]);
        assertEquals(0, outcome.code(), outcome.seen());
        return outcome.text().strip();
    }

    private static String inspect(Daemon daemon, String name, String what) throws IOException, InterruptedException {
        return docker(daemon, "inspect", "-f", "{{" + what + "}}", name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "--live-restore", "--live-restore=false"})
    void containersGoOnUnlessToldOtherwise(String flag) throws Exception {
        boolean goOn = !flag.endsWith("false");
        var arguments = flag.isEmpty() ? List.<String>of() : List.of(flag);
        try (var daemon = Daemon.start(DaemonKind.SOCKERLESS, "live-restore", Map.of(), arguments)) {
            assertEquals(Boolean.toString(goOn), docker(daemon, "info", "-f", "{{.LiveRestoreEnabled}}"));
            var polite = "trap 'exit 3' TERM; echo ready; while :; do sleep 0.1; done";
            docker(daemon, "run", "-d", "--name", "polite", "busybox", "sh", "-c", polite);
            docker(
                    daemon,
                    "run",
                    "-d",
                    "--name",
                    "again",
                    "--restart",
                    "unless-stopped",
                    "busybox",
                    "sh",
                    "-c",
                    polite);
            docker(daemon, "run", "-d", "--name", "deaf", "--stop-timeout", "1", "busybox", "sleep", "1000");
            docker(
                    daemon,
                    "run",
                    "-d",
                    "--name",
                    "stopped",
                    "--restart",
                    "unless-stopped",
                    "busybox",
                    "sh",
                    "-c",
                    polite);
            docker(daemon, "stop", "stopped");
            docker(daemon, "run", "-d", "--name", "frozen", "busybox", "sh", "-c", polite);
            docker(daemon, "pause", "frozen");
            var names = List.of("polite", "again", "deaf", "frozen");
            for (var name : List.of("polite", "again")) {
                // The trap must be set before a signal may come.
                while (!docker(daemon, "logs", name).contains("ready")) {
                    Thread.onSpinWait();
                }
            }
            var pids = new ArrayList<Long>();
            for (var name : names) {
                pids.add(Long.parseLong(inspect(daemon, name, ".State.Pid")));
            }
            daemon.stop();
            for (var pid : pids) {
                boolean alive =
                        ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
                assertEquals(goOn, alive, names.get(pids.indexOf(pid)));
            }
            daemon.launch();
            var state = ".State.Status}} {{.State.ExitCode";
            assertEquals(goOn ? "running 0" : "exited 3", inspect(daemon, "polite", state));
            assertEquals(goOn ? "running 0" : "exited 137", inspect(daemon, "deaf", state));
            assertEquals("exited 3", inspect(daemon, "stopped", state));
            // Nobody but the daemon's end had stopped it. The new one answers while it starts it.
            while (!inspect(daemon, "again", state).equals("running 0")) {
                Thread.onSpinWait();
            }
            assertEquals(
                    goOn,
                    inspect(daemon, "again", ".State.Pid").equals(pids.get(1).toString()));
            assertEquals(goOn ? "paused" : "exited", inspect(daemon, "frozen", ".State.Status"));
            assertTrue(
                    !goOn || pids.stream().allMatch(pid -> ProcessHandle.of(pid).isPresent()));
            assertFalse(docker(daemon, "ps", "-aq").isEmpty());
        }
    }
}
