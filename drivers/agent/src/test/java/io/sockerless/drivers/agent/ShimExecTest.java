package io.sockerless.drivers.agent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sockerless.drivers.agent.ShimClient.Standard;
import io.sockerless.engine.model.EngineException;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** More processes in a running container. */
@Timeout(60)
class ShimExecTest {
    private static final Set<Standard> ALL = EnumSet.allOf(Standard.class);

    @TempDir
    Path base;

    private ShimContainer c;

    @BeforeEach
    void run() throws Exception {
        c = new ShimContainer(base, "sleep", "1000");
        c.create();
        c.client.start();
    }

    @AfterEach
    void end() throws Exception {
        c.close();
    }

    @Test
    void streamsAndExitCodeAreExact() throws Exception {
        String nonce = UUID.randomUUID().toString();
        try (ShimStreams s = c.client
                .exec(c.exec("e1", "sh", "-c", "cat; echo " + nonce + " >&2; exit 42"), ALL)
                .streams()) {
            s.stdin().write(nonce.getBytes(UTF_8));
            s.stdin().close();
            assertEquals(nonce, new String(s.stdout().readAllBytes(), UTF_8));
            assertEquals(nonce + "\n", new String(s.stderr().readAllBytes(), UTF_8));
        }
        assertEquals(new ShimEvent.ExecExited("e1", 42), c.await(ShimEvent.ExecExited.class));
        ShimState.Exec exec = c.client.state().execs().getFirst();
        assertEquals("e1", exec.execId());
        assertEquals(42, exec.code());
        assertTrue(!exec.running() && exec.pid() > 0);
    }

    @Test
    void detachedExecTellsItsEnd() throws Exception {
        ShimClient.StartedExec started = c.client.exec(c.exec("d", "sh", "-c", "kill -9 $$"), Set.of());
        assertTrue(started.pid() > 0);
        assertEquals(new ShimEvent.ExecExited("d", 137), c.await(ShimEvent.ExecExited.class));
    }

    @Test
    void terminalWithResize() throws Exception {
        ShimExec exec = c.exec("tty", true, "sh", "-c", "read x; stty size; test -t 0 && exit 9");
        try (ShimStreams s = c.client
                        .exec(exec, EnumSet.of(Standard.STDIN, Standard.STDOUT))
                        .streams();
                BufferedReader lines = new BufferedReader(new InputStreamReader(s.stdout(), UTF_8))) {
            c.client.resizeExec("tty", 21, 77);
            s.stdin().write("go\n".getBytes(UTF_8));
            assertEquals("go", lines.readLine());
            assertEquals("21 77", lines.readLine());
        }
        assertEquals(new ShimEvent.ExecExited("tty", 9), c.await(ShimEvent.ExecExited.class));
    }

    @Test
    void whatCannotStartFailsInTheRuntimesWords() {
        EngineException absent = assertThrows(
                EngineException.class, () -> c.client.exec(c.exec("x", "no-such-program"), Set.of(Standard.STDOUT)));
        assertTrue(absent.getMessage().contains("no-such-program"), absent.getMessage());
        EngineException directory =
                assertThrows(EngineException.class, () -> c.client.exec(c.exec("x", "/etc"), Set.of(Standard.STDOUT)));
        assertTrue(directory.getMessage().contains("not permitted"), directory.getMessage());
        assertTrue(c.client.state().execs().isEmpty());
    }

    @Test
    void signalReachesTheExecOnly() throws Exception {
        try (ShimStreams s = c.client
                .exec(c.exec("s", "sh", "-c", "echo up; exec sleep 100"), Set.of(Standard.STDOUT))
                .streams()) {
            assertArrayEquals("up\n".getBytes(UTF_8), s.stdout().readNBytes(3));
            c.client.signalExec("s", 15);
            assertEquals(new ShimEvent.ExecExited("s", 143), c.await(ShimEvent.ExecExited.class));
        }
        assertEquals("running", c.client.state().status());
    }

    @Test
    void manyAtOnce() throws Exception {
        for (int i = 0; i < 8; i++) {
            c.client.exec(c.exec("m" + i, "sh", "-c", "exit " + i), Set.of());
        }
        int sum = 0;
        for (int i = 0; i < 8; i++) {
            sum += c.await(ShimEvent.ExecExited.class).code();
        }
        assertEquals(28, sum);
    }
}
