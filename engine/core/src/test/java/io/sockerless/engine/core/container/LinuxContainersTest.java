package io.sockerless.engine.core.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sockerless.drivers.spi.Channel;
import io.sockerless.drivers.spi.HasLogs.LogEntry;
import io.sockerless.drivers.spi.HasLogs.LogQuery;
import io.sockerless.engine.core.Containers.ConsoleSize;
import io.sockerless.engine.core.Containers.WaitCondition;
import io.sockerless.engine.core.Execs.ExecConfig;
import io.sockerless.engine.model.ContainerState;
import io.sockerless.engine.model.EngineException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The services over real containers. Needs root, crun and busybox. */
@Timeout(120)
class LinuxContainersTest {
    private static final ConsoleSize NO_CONSOLE = new ConsoleSize(0, 0);
    private static final Set<Channel> ALL = EnumSet.allOf(Channel.class);

    private Path directory;
    private LinuxEngine engine;

    @BeforeAll
    static void root() {
        assumeTrue("root".equals(System.getProperty("user.name")), "containers need root");
    }

    @BeforeEach
    void open() throws IOException {
        // Short, for it becomes part of socket paths, and on a file system that an overlay can stand on.
        directory = Files.createTempDirectory(Path.of("/var/tmp"), "slc");
        engine = new LinuxEngine(directory);
    }

    @AfterEach
    void close() throws IOException {
        for (var container : engine.containers.all()) {
            engine.containers.remove(container.id(), true, true, false);
        }
        assertEquals(List.of(), engine.driver.list());
        engine.uninstall();
        try (Stream<Path> entries = Files.walk(directory)) {
            for (Path entry : entries.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(entry);
            }
        }
    }

    private int run(String id) throws InterruptedException {
        var ended = engine.containers.wait(id, WaitCondition.NEXT_EXIT);
        engine.containers.start(id, NO_CONSOLE);
        return ended.await().statusCode();
    }

    private String logs(String id) throws InterruptedException {
        StringBuilder out = new StringBuilder();
        try (var reader = engine.containers.logs(id, new LogQuery(-1, Instant.MIN, Instant.MAX, false))) {
            for (Optional<LogEntry> e = reader.next(); e.isPresent(); e = reader.next()) {
                out.append(new String(e.get().data(), StandardCharsets.UTF_8));
            }
        }
        return out.toString();
    }

    @Test
    void aRunLeavesItsCodeItsLogAndAnAddressWhileItLasts() throws Exception {
        String id = engine.create(Map.of("OpenStdin", true), Map.of(), "sh", "-c", "echo a$$; read x; exit 33");
        engine.containers.start(id, NO_CONSOLE);
        var running = engine.containers.get(id);
        assertTrue(((ContainerState.Running) running.state()).pid() > 1);
        assertFalse(running.network().endpoints().get("bridge").ipAddress().isEmpty());
        var ended = engine.containers.wait(id, WaitCondition.NOT_RUNNING);
        try (var client = engine.containers.attach(id, ALL, false, true)) {
            client.streams().orElseThrow().stdin().write('\n');
            client.streams().orElseThrow().stdin().flush();
            assertEquals(33, ended.await().statusCode());
        }
        assertEquals("a1\n", logs(id));
        assertEquals(
                "",
                engine.containers.get(id).network().endpoints().get("bridge").ipAddress());
    }

    @Test
    void attachedBeforeTheStartNothingIsMissed() throws Exception {
        String id =
                engine.create(Map.of("OpenStdin", true, "StdinOnce", true), Map.of(), "sh", "-c", "cat; echo end >&2");
        for (int i = 0; i < 3; i++) {
            try (var client = engine.containers.attach(id, ALL, false, true)) {
                var ended = engine.containers.wait(id, WaitCondition.NEXT_EXIT);
                engine.containers.start(id, NO_CONSOLE);
                var streams = client.streams().orElseThrow();
                byte[] data = ("round " + i + "\n").repeat(20_000).getBytes(StandardCharsets.UTF_8);
                Thread.startVirtualThread(() -> {
                    try (var stdin = streams.stdin()) {
                        stdin.write(data);
                    } catch (IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                });
                assertEquals(
                        new String(data, StandardCharsets.UTF_8),
                        new String(streams.stdout().readAllBytes(), StandardCharsets.UTF_8));
                assertEquals("end\n", new String(streams.stderr().readAllBytes(), StandardCharsets.UTF_8));
                assertEquals(0, ended.await().statusCode());
            }
        }
    }

    @Test
    void aStartThatFailsTellsWhy() {
        String id = engine.create(Map.of(), Map.of(), "nosuchcommand");
        EngineException e = assertThrows(EngineException.class, () -> engine.containers.start(id, NO_CONSOLE));
        assertTrue(e.getMessage().contains("nosuchcommand"), e.getMessage());
        assertEquals(127, ((ContainerState.Created) engine.containers.get(id).state()).exitCode(), e.getMessage());
        String text = engine.create(Map.of(), Map.of(), "/etc/passwd");
        EngineException denied = assertThrows(EngineException.class, () -> engine.containers.start(text, NO_CONSOLE));
        assertEquals(
                126, ((ContainerState.Created) engine.containers.get(text).state()).exitCode(), denied.getMessage());
    }

    @Test
    void execsRunInsideAndTellTheirCode() throws Exception {
        String id = engine.create(Map.of("Hostname", "box"), Map.of(), "sleep", "1000");
        engine.containers.start(id, NO_CONSOLE);
        String exec = engine.execs.create(
                id,
                new ExecConfig(
                        false,
                        true,
                        true,
                        false,
                        false,
                        "1000",
                        "/tmp",
                        List.of("W=x y"),
                        List.of("sh", "-c", "echo $W $(id -u); exit 9"),
                        "",
                        NO_CONSOLE));
        try (var streams = engine.execs.start(exec, EnumSet.of(Channel.STDOUT, Channel.STDERR), false, NO_CONSOLE)) {
            assertEquals("x y 1000\n", new String(streams.stdout().readAllBytes(), StandardCharsets.UTF_8));
        }
        assertEquals(9, engine.execs.get(exec).exitCode());
    }

    @Test
    void containersLiveThroughARestartOfTheEngine() throws Exception {
        String running = engine.create(Map.of("OpenStdin", true), Map.of(), "sh", "-c", "read x; echo got $x; exit 21");
        String ending = engine.create(Map.of(), Map.of(), "sh", "-c", "sleep 1; exit 22");
        String removed = engine.create(Map.of(), Map.of("AutoRemove", true), "sh", "-c", "sleep 1; exit 23");
        for (String id : List.of(running, ending, removed)) {
            engine.containers.start(id, NO_CONSOLE);
        }
        List<ProcessHandle> processes =
                Stream.of(ending, removed).flatMap(id -> process(id).stream()).toList();
        engine.close();
        for (ProcessHandle process : processes) { // while no engine looks
            process.onExit().get();
        }
        engine = new LinuxEngine(directory);
        assertEquals(
                22,
                engine.containers
                        .wait(ending, WaitCondition.NOT_RUNNING)
                        .await()
                        .statusCode());
        awaitGone(removed);
        var ended = engine.containers.wait(running, WaitCondition.NOT_RUNNING);
        try (var client = engine.containers.attach(running, ALL, false, true)) {
            var streams = client.streams().orElseThrow();
            streams.stdin().write("nonce77\n".getBytes(StandardCharsets.UTF_8));
            streams.stdin().flush();
            assertEquals("got nonce77\n", new String(streams.stdout().readAllBytes(), StandardCharsets.UTF_8));
        }
        assertEquals(21, ended.await().statusCode());
        assertEquals(21, run2(running));
    }

    private Optional<ProcessHandle> process(String id) {
        return engine.containers.get(id).state() instanceof ContainerState.Running(long pid, Instant _, Instant _)
                ? ProcessHandle.of(pid)
                : Optional.empty();
    }

    private void awaitGone(String id) throws InterruptedException {
        try {
            assertEquals(
                    23,
                    engine.containers.wait(id, WaitCondition.REMOVED).await().statusCode());
        } catch (EngineException e) {
            assertEquals("No such container: " + id, e.getMessage());
        }
        assertThrows(EngineException.class, () -> engine.containers.get(id));
    }

    private int run2(String id) throws Exception {
        var ended = engine.containers.wait(id, WaitCondition.NEXT_EXIT);
        engine.containers.start(id, NO_CONSOLE);
        try (var client = engine.containers.attach(id, ALL, false, true)) {
            client.streams().orElseThrow().stdin().write('\n');
            client.streams().orElseThrow().stdin().flush();
            return ended.await().statusCode();
        }
    }

    @Test
    void stopPauseAndAutomaticRemoval() throws Exception {
        String id = engine.create(
                Map.of("StopSignal", "SIGINT"),
                Map.of("AutoRemove", true),
                "sh",
                "-c",
                "trap 'exit 17' INT; echo; while :; do sleep 1 & wait; done");
        var gone = engine.containers.wait(id, WaitCondition.REMOVED);
        try (var client = engine.containers.attach(id, EnumSet.of(Channel.STDOUT), false, true)) {
            engine.containers.start(id, NO_CONSOLE);
            // The shell's trap is set.
            assertEquals('\n', client.streams().orElseThrow().stdout().read());
        }
        engine.containers.pause(id);
        assertEquals("paused", engine.containers.get(id).state().status());
        engine.containers.unpause(id);
        engine.containers.stop(id, "", Optional.empty());
        assertEquals(17, gone.await().statusCode());
        assertEquals(List.of(), engine.driver.list());
    }

    @Test
    void volumesAreFilledFromTheImageAndSurvive() throws Exception {
        Map<String, Object> host = Map.of("Binds", List.of("data:/seed"));
        String first = engine.create(Map.of(), host, "sh", "-c", "cat /seed/file; echo more > /seed/more");
        assertEquals(0, run(first));
        assertEquals("seeded\n", logs(first));
        String second = engine.create(
                Map.of(),
                Map.of("VolumesFrom", List.of(first + ":ro")),
                "sh",
                "-c",
                "cat /seed/more; echo x > /seed/y");
        assertEquals(1, run(second));
        // Two pipes: which of them comes first in the log is nobody's promise.
        assertTrue(logs(second).contains("more\n"), logs(second));
        assertTrue(logs(second).contains("Read-only file system"), logs(second));
        engine.driver.removeVolume("data");
    }

    @Test
    void filesGoInAndOutOfAContainerThatNeverRan() throws Exception {
        String id = engine.create(Map.of(), Map.of(), "cat", "/tmp/in");
        var out = new java.io.ByteArrayOutputStream();
        engine.containers.archiveOut(id, "/seed/file", out);
        engine.containers.archiveIn(id, "/tmp", false, false, new java.io.ByteArrayInputStream(out.toByteArray()));
        assertEquals("file", engine.containers.stat(id, "/tmp/file").name());
        assertEquals(
                "Could not find the file /no/such in container " + id,
                assertThrows(EngineException.class, () -> engine.containers.stat(id, "/no/such"))
                        .getMessage());
        assertTrue(engine.containers.changes(id).stream().anyMatch(c -> c.path().equals("/tmp/file") && c.kind() == 1));
    }
}
