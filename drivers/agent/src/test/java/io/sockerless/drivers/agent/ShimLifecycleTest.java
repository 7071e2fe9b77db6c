package io.sockerless.drivers.agent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sockerless.drivers.agent.ShimClient.Standard;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Creation, exit codes, signals and records of real containers. */
@Timeout(60)
class ShimLifecycleTest {
    @TempDir
    Path base;

    @Test
    void outputsAreExactAndApart() throws Exception {
        String out = UUID.randomUUID().toString();
        String err = UUID.randomUUID().toString();
        try (ShimContainer c =
                new ShimContainer(base, "sh", "-c", "echo " + out + "; printf " + err + " >&2; exit 7")) {
            long pid = c.create();
            assertTrue(Files.isDirectory(Path.of("/proc/" + pid)));
            assertEquals("created", c.client.state().status());
            assertFalse(Files.exists(c.directory.resolve("exit.json")));
            try (ShimStreams streams = c.client.attach(EnumSet.of(Standard.STDOUT, Standard.STDERR))) {
                c.client.subscribe();
                c.client.start();
                assertEquals(out + "\n", new String(streams.stdout().readAllBytes(), UTF_8));
                assertEquals(err, new String(streams.stderr().readAllBytes(), UTF_8));
            }
            ShimExit exit = c.client.awaitExit();
            assertEquals(7, exit.code());
            assertFalse(exit.oom());
            assertTrue(!exit.finishedAt().isBefore(exit.startedAt()));
            assertEquals(exit, ShimExit.read(c.directory).orElseThrow());
            assertEquals(exit, c.await(ShimEvent.Exited.class).exit());
            assertEquals(out + "\n", c.logged("stdout"));
            assertEquals(err, c.logged("stderr"));
            assertEquals("exited", c.client.state().status());
        }
    }

    @ParameterizedTest
    @CsvSource({"true,0", "exit 7,7", "no-such-command,127", "exit 255,255"})
    void exitCodesAreTheProcesss(String script, int code) throws Exception {
        try (ShimContainer c = new ShimContainer(base, "sh", "-c", script)) {
            c.create();
            c.client.start();
            assertEquals(code, c.client.awaitExit().code());
        }
    }

    @ParameterizedTest
    @CsvSource({"15,143", "9,137", "10,138"})
    void signalsEndWith128AndTheirNumber(int signal, int code) throws Exception {
        // The first process of a pid namespace ignores signals that it has no handler for.
        try (ShimContainer c = new ShimContainer(base, "sh", "-c", "echo up; exec sleep 100").hostPids()) {
            c.create();
            try (ShimStreams streams = c.client.attach(Set.of(Standard.STDOUT))) {
                c.client.start();
                assertEquals('u', streams.stdout().read());
                c.client.signal(signal);
                assertEquals(code, c.client.awaitExit().code());
            }
        }
    }

    @Test
    void aHandledSignalIsTheProcesssAffair() throws Exception {
        try (ShimContainer c = new ShimContainer(
                base, "sh", "-c", "trap 'echo caught; exit 12' TERM; echo up; while :; do sleep 0.05; done")) {
            c.create();
            try (ShimStreams streams = c.client.attach(Set.of(Standard.STDOUT))) {
                c.client.start();
                assertEquals('u', streams.stdout().read());
                c.client.signal(15);
                assertEquals("p\ncaught\n", new String(streams.stdout().readAllBytes(), UTF_8));
                assertEquals(12, c.client.awaitExit().code());
            }
        }
    }

    @Test
    void aStrangerThatHoldsTheOutputDoesNotHoldTheExit() throws Exception {
        try (ShimContainer c = new ShimContainer(base, "sh", "-c", "sleep 30 & exit 6").hostPids()) {
            c.create();
            c.client.start();
            assertEquals(6, c.client.awaitExit().code());
        }
    }

    @Test
    void aCommandThatDoesNotExistFailsCreateInTheRuntimesWords() throws Exception {
        try (ShimContainer c = new ShimContainer(base, "no-such-program-at-all")) {
            EngineException failure = assertThrows(EngineException.class, c::create);
            assertEquals(ErrorKind.INVALID, failure.kind());
            assertTrue(failure.getMessage().contains("no-such-program-at-all"), failure.getMessage());
            assertTrue(c.process.waitFor(10, TimeUnit.SECONDS), "the shim ends after a failed create");
        }
    }

    @Test
    void wrongOrdersAreConflicts() throws Exception {
        try (ShimContainer c = new ShimContainer(base, "sleep", "100")) {
            assertEquals(
                    ErrorKind.CONFLICT,
                    assertThrows(EngineException.class, c.client::start).kind());
            c.create();
            assertEquals(
                    ErrorKind.CONFLICT,
                    assertThrows(EngineException.class, c::create).kind());
            c.client.start();
            assertEquals(
                    ErrorKind.CONFLICT,
                    assertThrows(EngineException.class, c.client::start).kind());
        }
    }

    @Test
    void aWarmShimEndsWithItsParentButNotAfterCreate() throws Exception {
        try (ShimContainer warm = new ShimContainer(base, "true")) {
            warm.process.getOutputStream().close();
            assertTrue(warm.process.waitFor(10, TimeUnit.SECONDS));
            assertEquals(0, warm.process.exitValue());
        }
        try (ShimContainer c = new ShimContainer(base, "true")) {
            c.create();
            c.process.getOutputStream().close();
            c.client.start();
            assertEquals(0, c.client.awaitExit().code());
            assertTrue(c.process.isAlive());
        }
    }

    @Test
    void outOfMemoryIsTold() throws Exception {
        try (ShimContainer c = new ShimContainer(base, "sh", "-c", "tail /dev/zero").memory(16 << 20)) {
            c.create();
            c.client.start();
            ShimExit exit = c.client.awaitExit();
            assertEquals(137, exit.code());
            assertTrue(exit.oom());
        }
    }

    @Test
    void deleteEndsARunningContainerAndItsShim() throws Exception {
        try (ShimContainer c = new ShimContainer(base, "sleep", "100")) {
            long pid = c.create();
            c.client.start();
            c.client.delete();
            assertTrue(c.process.waitFor(10, TimeUnit.SECONDS));
            assertFalse(Files.exists(Path.of("/proc/" + pid)));
            assertFalse(Files.exists(c.directory.resolve(ShimClient.SOCKET)));
            assertFalse(Files.exists(c.directory.resolve("runtime").resolve(c.id)));
        }
    }

    @Test
    void logRotates() throws Exception {
        try (ShimContainer c = new ShimContainer(base, "seq", "1", "2000")) {
            c.logging = new ShimCreate.Log("json-file", c.log.toString(), 50_000, 3, false, java.util.Map.of(), 0);
            c.create();
            c.client.start();
            c.client.awaitExit();
            assertTrue(c.logged("stdout").endsWith("1999\n2000\n"));
            assertTrue(Files.size(c.directory.resolve("container.log.1")) >= 50_000);
            assertTrue(Files.size(c.directory.resolve("container.log.1")) < 50_200);
            assertTrue(Files.exists(c.directory.resolve("container.log.2")));
            assertFalse(Files.exists(c.directory.resolve("container.log.3")));
        }
    }
}
