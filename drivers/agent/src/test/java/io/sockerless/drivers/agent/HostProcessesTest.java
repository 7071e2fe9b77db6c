package io.sockerless.drivers.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Shims and cgroups. Needs root. */
@Timeout(30)
class HostProcessesTest {
    @RegisterExtension
    static final HostSession HOST = new HostSession();

    @TempDir
    Path directory;

    @Test
    void aWarmShimListensAndDiesWithItsHost() throws Exception {
        HostClient own = HostClient.start(AgentBinary.locate(Path.of("target/agent-under-test")));
        Path home = directory.resolve("s");
        long pid = own.spawnShim(home, Optional.of(Path.of("/bin/true")));
        ProcessHandle shim = ProcessHandle.of(pid).orElseThrow();
        try (AgentConnection connection = AgentConnection.open(home.resolve("agent.sock"), _ -> {})) {
            assertEquals("shim", connection.hello().mode());
            assertEquals(pid, connection.hello().pid());
        }
        assertTrue(shim.isAlive());
        own.close();
        shim.onExit().get(10, TimeUnit.SECONDS);
        assertEquals(
                ErrorKind.UNAVAILABLE,
                assertThrows(EngineException.class, own::ping).kind());
    }

    @Test
    void aShimThatCannotListenTellsWhy() {
        Path tooLong = directory.resolve("x".repeat(120));
        EngineException failed =
                assertThrows(EngineException.class, () -> HOST.client().spawnShim(tooLong, Optional.empty()));
        assertTrue(failed.getMessage().contains("the shim ended"), failed.getMessage());
    }

    @Test
    void frozenProcessesDoNotRun() throws Exception {
        Path freezer = Path.of("/sys/fs/cgroup/freezer");
        Path parent = Files.isDirectory(freezer) ? freezer : Path.of("/sys/fs/cgroup");
        Path cgroup = Files.createDirectory(parent.resolve("slt" + HostSession.nonce()));
        Process process = new ProcessBuilder("sh", "-c", "while :; do :; done").start();
        try {
            Files.writeString(cgroup.resolve("cgroup.procs"), Long.toString(process.pid()));
            HOST.client().freeze(cgroup, true);
            long before = processorTicks(process);
            assertThrows(TimeoutException.class, () -> process.onExit().get(200, TimeUnit.MILLISECONDS));
            assertEquals(before, processorTicks(process));
            HOST.client().freeze(cgroup, false);
            while (processorTicks(process) == before) {
                Thread.onSpinWait();
            }
        } finally {
            HOST.client().freeze(cgroup, false);
            process.destroyForcibly().waitFor();
            Files.delete(cgroup);
        }
        EngineException none =
                assertThrows(EngineException.class, () -> HOST.client().freeze(cgroup, true));
        assertEquals(ErrorKind.NOT_FOUND, none.kind());
    }

    @Test
    void anExpectedMoveMovesNothing() throws Exception {
        Path hierarchy = Path.of("/sys/fs/cgroup/freezer");
        assumeTrue(Files.isDirectory(hierarchy), "no v1 hierarchy");
        Path before = Path.of("/proc/self/cgroup");
        String groups = Files.readString(before);
        HOST.client().expectMove(hierarchy, "freezer");
        assertEquals(groups, Files.readString(before));
        EngineException none =
                assertThrows(EngineException.class, () -> HOST.client().expectMove(hierarchy, "no-such-controller"));
        assertEquals(ErrorKind.NOT_FOUND, none.kind());
    }

    private static long processorTicks(Process process) throws Exception {
        String[] fields =
                Files.readString(Path.of("/proc/" + process.pid() + "/stat")).split(" ");
        return Long.parseLong(fields[13]) + Long.parseLong(fields[14]);
    }
}
