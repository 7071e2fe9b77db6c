package io.sockerless.drivers.agent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sockerless.drivers.agent.ShimClient.Standard;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The daemon dies; container, log and exit code do not. */
@Timeout(60)
class ShimRecoveryTest {
    @TempDir
    Path base;

    /** A client in a process of its own: attaches, passes output on, never leaves by itself. */
    static final class Victim {
        public static void main(String[] args) throws IOException {
            try (ShimClient client = ShimClient.open(Path.of(args[0]), _ -> {})) {
                ShimStreams streams = client.attach(EnumSet.allOf(Standard.class));
                streams.stdin().write("go\n".getBytes(UTF_8));
                streams.stdout().transferTo(System.out);
            }
        }
    }

    @Test
    void noByteOfTheLogIsLostWhenTheClientIsKilled() throws Exception {
        String script = "read go; i=0; while [ $i -lt 20000 ]; do i=$((i+1)); echo $i; done; read more; exit 21";
        try (ShimContainer c = new ShimContainer(base, "sh", "-c", script)) {
            c.stdin = true;
            long pid = c.create();
            c.client.start();
            c.client.close();
            Process victim = new ProcessBuilder(
                            ProcessHandle.current().info().command().orElseThrow(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            Victim.class.getName(),
                            c.directory.toString())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            try (BufferedReader lines = new BufferedReader(new InputStreamReader(victim.getInputStream(), UTF_8))) {
                assertEquals("1", lines.readLine());
                // The victim's output is full now or later, so it holds the container back when it is killed.
                victim.destroyForcibly().waitFor();
            }
            c.client = c.connect(c.events::add);
            ShimState state = c.client.state();
            assertEquals("running", state.status());
            assertEquals(pid, state.pid());
            try (ShimStreams streams = c.client.attach(Set.of(Standard.STDIN))) {
                streams.stdin().write("\n".getBytes(UTF_8));
                assertEquals(21, c.client.awaitExit().code());
            }
            List<String> expected =
                    IntStream.rangeClosed(1, 20000).mapToObj(Integer::toString).toList();
            assertEquals(expected, c.logged("stdout").lines().toList());
        }
    }

    @Test
    void theExitIsOnDiskWithoutAnybodyConnected() throws Exception {
        String nonce = UUID.randomUUID().toString();
        try (ShimContainer c = new ShimContainer(base, "sh", "-c", "echo " + nonce + "; exit 33")) {
            c.create();
            c.client.start();
            c.client.close();
            assertTrue(c.process.waitFor(20, TimeUnit.SECONDS), "the shim leaves by itself");
            ShimExit exit = ShimExit.read(c.directory).orElseThrow();
            assertEquals(33, exit.code());
            assertEquals(nonce + "\n", c.logged("stdout"));
            assertFalse(Files.exists(c.directory.resolve(ShimClient.SOCKET)));
        }
    }

    @Test
    void aKilledShimFailsItsClientsAtOnce() throws Exception {
        try (ShimContainer c = new ShimContainer(base, "sleep", "1000")) {
            long pid = c.create();
            c.client.start();
            try (ShimStreams streams = c.client.attach(Set.of(Standard.STDOUT))) {
                c.process.destroyForcibly();
                assertEquals(
                        ErrorKind.UNAVAILABLE,
                        assertThrows(EngineException.class, c.client::awaitExit).kind());
                assertThrows(IOException.class, () -> streams.stdout().read());
            }
            // Its connections end before the process does.
            assertTrue(c.process.waitFor(20, TimeUnit.SECONDS));
            ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    @Test
    void anInterruptedRequestHarmsNobodyElse() throws Exception {
        try (ShimContainer c = new ShimContainer(base, "sleep", "1000")) {
            c.create();
            c.client.start();
            Thread waiting = Thread.ofVirtual().start(() -> {
                EngineException e = assertThrows(EngineException.class, c.client::awaitExit);
                assertEquals(ErrorKind.UNAVAILABLE, e.kind());
            });
            waiting.interrupt();
            waiting.join();
            assertEquals("running", c.client.state().status());
        }
    }
}
