package io.sockerless.features.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sockerless.features.daemons.Daemon;
import io.sockerless.features.daemons.DaemonKind;
import io.sockerless.features.daemons.Root;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where a daemon listens, and what it refuses to listen on. */
class ListenersTest {
    private static final byte[] NOTHING = {};
    /** Binds what it is told and becomes the daemon with it, as systemd does. */
    private static final String ACTIVATION = """
            import os, socket, sys
            path, command = sys.argv[1], sys.argv[2:]
            unix = socket.socket(socket.AF_UNIX); unix.bind(path); unix.listen()
            tcp = socket.socket(); tcp.bind(("127.0.0.1", 4243)); tcp.listen()
            for target, own in ((13, unix), (14, tcp)): os.dup2(own.fileno(), target)
            os.dup2(13, 3); os.dup2(14, 4)
            os.environ.update(LISTEN_FDS="2", LISTEN_PID=str(os.getpid()))
            os.execv(command[0], command)
            """;

    @TempDir
    Path place;

    @BeforeAll
    static void possible() {
        DaemonKind.SOCKERLESS.obstacle().ifPresent(why -> {
            System.out.println("LISTENERS TEST SKIPPED: " + why);
            assumeTrue(false, why);
        });
    }

    private Outcome serve(String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(
                List.of(Root.path().resolve("scripts/sockerless").toString(), "serve"));
        command.addAll(List.of(arguments));
        command.addAll(List.of("--state", place.resolve("state").toString()));
        command.addAll(List.of("--run", place.resolve("run").toString()));
        var outcome = Outcome.of(command, Map.of(), NOTHING);
        assertEquals(1, outcome.code(), outcome.seen());
        return outcome;
    }

    private static Outcome docker(Daemon daemon, String host, String... arguments)
            throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("docker", "-H", host));
        command.addAll(List.of(arguments));
        return Outcome.of(daemon.machine().inside(Path.of("/"), command), Map.of(), NOTHING);
    }

    @Test
    void tcpWithoutTlsIsRefusedBeforeAnythingIsMade() throws Exception {
        for (var host : List.of("tcp://127.0.0.1:0", "tcp://:0", "tcp://[::1]:0")) {
            var outcome = serve("-H", host);
            assertTrue(outcome.errors().startsWith("sockerless: refusing to listen on tcp://"), outcome.seen());
            assertTrue(
                    outcome.errors().contains("--tlsverify") && outcome.errors().contains("--insecure"));
        }
        assertFalse(Files.exists(place.resolve("state")));
    }

    @Test
    void mistakesAreNamed() throws Exception {
        var unix = "unix://" + place.resolve("x.sock");
        assertTrue(serve("-H", "http://x").errors().contains("invalid host \"http://x\""));
        assertTrue(serve("-H", "tcp://127.0.0.1:x", "--insecure").errors().contains("expected tcp://address:port"));
        assertTrue(serve("-H", "fd://").errors().contains("no sockets found"));
        assertTrue(serve("-H", unix, "--group", "nosuchgroup").errors().contains("group nosuchgroup not found"));
        var missing = serve("-H", unix, "--tls", "--tlscert", "/nonexistent/c", "--tlskey", "/nonexistent/k");
        assertTrue(missing.errors().contains("cannot read the TLS certificate /nonexistent/c"), missing.seen());
        assertEquals(1, missing.errors().lines().count(), missing.seen());
    }

    @Test
    void severalListenersAndTheWarningOfAnInsecureOne() throws Exception {
        var second = place.resolve("second.sock");
        var arguments = List.of(
                "-H",
                "unix://" + second,
                "-H",
                "tcp://127.0.0.1:4240",
                "-H",
                "tcp://:4241",
                "--insecure",
                "--group",
                "daemon");
        try (var daemon = Daemon.start(DaemonKind.SOCKERLESS, "listeners", Map.of(), arguments)) {
            for (var host :
                    List.of("unix://" + second, "tcp://127.0.0.1:4240", "tcp://127.0.0.1:4241", daemon.host())) {
                assertEquals(
                        "linux\n",
                        docker(daemon, host, "version", "--format", "{{.Server.Os}}")
                                .text());
            }
            for (var socket : List.of(second, daemon.socket())) {
                var file = Files.readAttributes(socket, PosixFileAttributes.class);
                assertEquals("rw-rw----", PosixFilePermissions.toString(file.permissions()));
                assertEquals("daemon", file.group().getName());
            }
            var warning = "WARNING: API is accessible on http://127.0.0.1:4240 without encryption.";
            assertTrue(docker(daemon, daemon.host(), "info").errors().contains(warning));
            var log = Files.readString(daemon.log());
            assertTrue(
                    log.contains("\"level\":\"WARNING\"") && log.lines().anyMatch(line -> line.equals(warning)), log);
        }
    }

    @Test
    void socketsOfSystemd() throws Exception {
        var script = Files.writeString(place.resolve("activation.py"), ACTIVATION);
        var inherited = place.resolve("inherited.sock");
        // A daemon of its own socket first: the test needs its machine.
        try (var machine = Daemon.start(DaemonKind.SOCKERLESS, "activation")) {
            var command = List.of(
                    "python3",
                    script.toString(),
                    inherited.toString(),
                    Root.path().resolve("scripts/sockerless").toString(),
                    "serve",
                    "-H",
                    "fd://",
                    "--insecure",
                    "--state",
                    place.resolve("state").toString(),
                    "--run",
                    place.resolve("run").toString());
            var process = new ProcessBuilder(machine.machine().inside(place, command))
                    .redirectErrorStream(true)
                    .redirectOutput(place.resolve("log").toFile())
                    .start();
            try {
                // No need to wait: the sockets listen before the daemon is there.
                while (!Files.exists(inherited) && process.isAlive()) {
                    Thread.onSpinWait();
                }
                for (var host : List.of("unix://" + inherited, "tcp://127.0.0.1:4243")) {
                    var version = docker(machine, host, "version", "--format", "{{.Server.Os}}");
                    assertEquals("linux\n", version.text(), version.errors() + Files.readString(place.resolve("log")));
                }
            } finally {
                process.destroy();
                process.waitFor();
            }
            assertTrue(Files.exists(inherited), "the socket's file is not ours to remove");
        }
    }
}
