package io.sockerless.features.rootless;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sockerless.features.transport.Outcome;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a user without root gets, and what is refused, and in which words. */
class RootlessTest {
    private static OrdinaryUser user;
    private static RootlessDaemon daemon;

    @BeforeAll
    static void serve() throws Exception {
        Possible.here();
        user = new OrdinaryUser(true);
        daemon = new RootlessDaemon(user);
        daemon.load();
    }

    @AfterAll
    static void end() throws Exception {
        try {
            if (daemon != null) {
                daemon.close();
            }
        } finally {
            if (user != null) {
                user.close();
            }
        }
    }

    private static String nonce() {
        return UUID.randomUUID().toString();
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static String fetch(String url) throws Exception {
        return Outcome.of(
                        List.of("curl", "-s", "--retry", "20", "--retry-all-errors", "--retry-delay", "0", url),
                        Map.of(),
                        new byte[0])
                .text()
                .strip();
    }

    private static String serving(String word) {
        return "mkdir /w; echo " + word + " >/w/index.html; httpd -f -p 80 -h /w";
    }

    @Test
    void processesAreRealAndTheirUsersAreThisUserAndItsSubordinates() throws Exception {
        var word = nonce();
        var run = daemon.docker("run", "--rm", "busybox", "sh", "-c", "echo " + word + "; exit 37");
        assertEquals(37, run.code(), run.seen());
        assertEquals(word, run.text().strip());
        Path shared = Files.createDirectory(user.home().resolve("shared-" + word));
        Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString("rwxrwxrwx"));
        daemon.says("run", "--rm", "-v", shared + ":/s", "busybox", "sh", "-c", "echo " + word + " >/s/root");
        daemon.says("run", "--rm", "-v", shared + ":/s", "--user", "1000:1000", "busybox", "touch", "/s/other");
        assertEquals(word, Files.readString(shared.resolve("root")).strip());
        assertEquals((int) user.uid(), Files.getAttribute(shared.resolve("root"), "unix:uid"));
        assertEquals((int) user.firstId() + 999, Files.getAttribute(shared.resolve("other"), "unix:uid"));
    }

    @Test
    void itSaysWhatItIs() throws Exception {
        assertTrue(daemon.says("info", "-f", "{{.SecurityOptions}}").contains("name=rootless"));
        assertEquals("none overlay2", daemon.says("info", "-f", "{{.CgroupDriver}} {{.Driver}}"));
        assertTrue(daemon.docker("info").seen().contains("WARNING: Running without root: no control groups"));
        assertEquals(
                PosixFilePermissions.fromString("rw-------"),
                Files.getPosixFilePermissions(user.run().resolve("docker.sock")));
    }

    @Test
    void containersFindEachOtherByNameAndPortsAreReachedFromTheHost() throws Exception {
        var word = nonce();
        int port = freePort();
        daemon.says("network", "create", "mesh");
        daemon.says(
                "run",
                "-d",
                "--name",
                "server",
                "--network",
                "mesh",
                "-p",
                "127.0.0.1:" + port + ":80",
                "busybox",
                "sh",
                "-c",
                serving(word));
        assertEquals(word, fetch("http://127.0.0.1:" + port));
        assertEquals(word, daemon.says("run", "--rm", "--network", "mesh", "busybox", "wget", "-qO-", "http://server"));
        daemon.says("rm", "-f", "server");
        daemon.says("network", "rm", "mesh");
        assertNotEquals(
                0,
                Outcome.of(List.of("curl", "-s", "http://127.0.0.1:" + port), Map.of(), new byte[0])
                        .code());
    }

    @Test
    void theWayOutLeadsToTheHostsNetwork() throws Exception {
        var word = nonce();
        int port = freePort();
        // Not on loopback, which is closed to containers.
        var address = new String(
                        new ProcessBuilder("hostname", "-I")
                                .start()
                                .getInputStream()
                                .readAllBytes(),
                        StandardCharsets.UTF_8)
                .split("\\s+")[0];
        daemon.says("run", "-d", "--name", "outside", "-p", port + ":80", "busybox", "sh", "-c", serving(word));
        assertEquals(word, fetch("http://" + address + ":" + port));
        assertEquals(word, daemon.says("run", "--rm", "busybox", "wget", "-qO-", "http://" + address + ":" + port));
        daemon.says("rm", "-f", "outside");
    }

    @Test
    void whatOverlayfsHidesStaysHidden() throws Exception {
        var word = nonce();
        daemon.says("run", "--name", "first", "busybox", "sh", "-c", "mkdir -p /d/e; echo old >/d/f");
        daemon.says("commit", "first", "one");
        daemon.says(
                "run", "--name", "second", "one", "sh", "-c", "rm -r /d /bin/vi; mkdir /d; echo " + word + " >/d/g");
        daemon.says("commit", "second", "two");
        assertEquals(
                word, daemon.says("run", "--rm", "two", "sh", "-c", "cat /d/*; ls -d /d/e /bin/vi 2>/dev/null ||:"));
        var saved = user.home().resolve("two.tar").toString();
        daemon.says("save", "-o", saved, "two");
        daemon.says("rm", "first", "second");
        daemon.says("rmi", "two", "one");
        daemon.says("load", "-i", saved);
        assertEquals(
                word, daemon.says("run", "--rm", "two", "sh", "-c", "cat /d/*; ls -d /d/e /bin/vi 2>/dev/null ||:"));
    }

    @Test
    void containersOutliveTheDaemonAndTheNextOneFindsThem() throws Exception {
        var word = nonce();
        int port = freePort();
        daemon.says(
                "run",
                "-d",
                "--name",
                "stays",
                "-p",
                port + ":80",
                "busybox",
                "sh",
                "-c",
                "trap 'exit 9' TERM; mkdir /w; echo " + word + " >/w/index.html; httpd -p 80 -h /w;"
                        + " while :; do sleep 0.1; done");
        var pid = daemon.says("inspect", "-f", "{{.State.Pid}}", "stays");
        daemon.kill();
        assertEquals(word, fetch("http://127.0.0.1:" + port));
        daemon.launch();
        assertEquals(pid + " running", daemon.says("inspect", "-f", "{{.State.Pid}} {{.State.Status}}", "stays"));
        assertEquals(word, daemon.says("exec", "stays", "cat", "/w/index.html"));
        assertEquals(word, fetch("http://127.0.0.1:" + port));
        daemon.says("stop", "stays");
        assertEquals("9", daemon.says("inspect", "-f", "{{.State.ExitCode}}", "stays"));
        daemon.says("rm", "stays");
    }

    @Test
    void aKilledKeeperHasASuccessorInTheSameNamespaces() throws Exception {
        var word = nonce();
        daemon.says("run", "-d", "--name", "kept", "busybox", "sh", "-c", "echo " + word + " >/w; sleep 1000");
        daemon.kill();
        var keeper = user.processes().stream()
                .filter(line -> line.contains("rootless-keep"))
                .toList();
        assertEquals(1, keeper.size(), keeper.toString());
        Outcome.of(List.of("pkill", "-KILL", "-u", user.name(), "-f", "rootless-keep"), Map.of(), new byte[0]);
        daemon.launch();
        assertEquals(word, daemon.says("exec", "kept", "cat", "/w"));
        assertEquals("7", daemon.says("run", "--rm", "busybox", "sh", "-c", "nslookup localhost >/dev/null; echo 7"));
        daemon.says("rm", "-f", "kept");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                --memory 64m     | Memory, MemorySwap cannot be enforced: it takes control groups
                --cpus 1         | NanoCpus cannot be enforced: it takes control groups
                --pids-limit 10  | PidsLimit cannot be enforced: it takes control groups
                --cpuset-cpus 0  | CpusetCpus cannot be enforced: it takes control groups
                --network host   | NetworkMode host: the host's network is not this engine's
                --pid host       | PidMode host: without control groups
                --ipc host       | IpcMode host: message queues
                --device /dev/fuse | Devices: device nodes cannot be made without root
                --user 70000     | user 70000:0 in groups [0] does not exist here
                -p 127.0.0.1:1023:80 | bind: permission denied: without root only ports from 1024 on can be published
                --oom-score-adj -5 | OomScoreAdj below 0 needs CAP_SYS_RESOURCE
                """)
    void whatTakesRootIsRefusedByName(String flags, String words) throws Exception {
        var command = new ArrayList<>(List.of("run", "--rm"));
        command.addAll(List.of(flags.split(" ")));
        command.addAll(List.of("busybox", "true"));
        var refused = daemon.docker(command.toArray(String[]::new));
        assertTrue(refused.code() == 125 || refused.code() == 126, refused.seen());
        assertTrue(refused.seen().contains(words), refused.seen());
        assertEquals("", daemon.says("ps", "-q", "--filter", "status=running"));
    }

    @ParameterizedTest
    @CsvSource({
        "pause,pausing a container",
        "stats --no-stream,counting what a container uses",
        "update -m 9m,a limit of"
    })
    void whatControlGroupsWouldDoIsRefusedByName(String command, String words) throws Exception {
        daemon.says("run", "-d", "--name", "subject", "busybox", "sleep", "1000");
        var line = new ArrayList<>(List.of(command.split(" ")));
        line.add("subject");
        var refused = daemon.docker(line.toArray(String[]::new));
        assertTrue(refused.code() != 0 && refused.seen().contains("driver linux, rootless: " + words), refused.seen());
        assertTrue(daemon.says("top", "subject").contains("sleep 1000"));
        daemon.says("rm", "-f", "subject");
    }
}
