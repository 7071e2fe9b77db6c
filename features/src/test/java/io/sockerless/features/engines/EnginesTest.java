package io.sockerless.features.engines;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sockerless.features.daemons.Daemon;
import io.sockerless.features.daemons.DaemonKind;
import io.sockerless.features.transport.Outcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The unmodified docker command on one daemon that runs containers here and at a real dockerd, side by side. */
class EnginesTest {
    private static final byte[] NOTHING = {};
    private static Daemon far;
    private static Daemon near;

    @BeforeAll
    static void start() {
        for (DaemonKind kind : List.of(DaemonKind.DOCKERD, DaemonKind.SOCKERLESS)) {
            kind.obstacle().ifPresent(why -> {
                System.out.println("ENGINES TEST SKIPPED: " + why);
                assumeTrue(false, why);
            });
        }
        far = Daemon.start(DaemonKind.DOCKERD, "far");
        near = Daemon.start(DaemonKind.SOCKERLESS, "near", Map.of(), List.of("--engine", "far=" + far.host()));
    }

    @AfterAll
    static void stop() throws Exception {
        if (near != null) {
            near.close();
            assertEquals("", ours(), "left at the other engine");
        }
        if (far != null) {
            far.close();
        }
    }

    private static Outcome ask(Daemon daemon, byte[] input, String... arguments)
            throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("docker", "-H", daemon.host()));
        command.addAll(List.of(arguments));
        return Outcome.of(daemon.machine().inside(Path.of("/"), command), Map.of(), input);
    }

    private static String docker(Daemon daemon, String... arguments) throws IOException, InterruptedException {
        var outcome = ask(daemon, NOTHING, arguments);
        assertEquals(0, outcome.code(), outcome.seen());
        return outcome.text().strip();
    }

    /** Names at dockerd of the containers that are somebody's of ours. */
    private static String ours() throws IOException, InterruptedException {
        return docker(far, "ps", "-a", "--no-trunc", "--filter", "label=io.sockerless.engine", "--format", "{{.Names}}")
                .lines()
                .sorted()
                .collect(Collectors.joining(" "));
    }

    private static void refused(String reason, String... arguments) throws IOException, InterruptedException {
        var outcome = ask(near, NOTHING, arguments);
        assertNotEquals(0, outcome.code(), outcome.seen());
        assertTrue(outcome.seen().contains(reason), outcome.seen());
    }

    @Test
    void outputInputAndExitCodeComeFromThere() throws Exception {
        var word = UUID.randomUUID().toString();
        var outcome = ask(
                near, NOTHING, "run", "--rm", "--runtime", "far", "busybox", "sh", "-c", "echo " + word + "; exit 37");
        assertEquals(word + "\n", outcome.text());
        assertEquals(37, outcome.code(), outcome.seen());
        var bytes = new byte[2 << 20];
        new Random(5).nextBytes(bytes);
        var back = ask(near, bytes, "run", "--rm", "-i", "--runtime", "far", "busybox", "cat");
        assertArrayEquals(bytes, back.output(), back.errors());
        assertEquals("", ours());
    }

    @Test
    void bothSideBySideAndBothGoOnWhenTheDaemonIsKilled() throws Exception {
        var word = UUID.randomUUID().toString();
        var script = "echo " + word + "; mkfifo /go; cat /go; exit 23";
        var here = docker(near, "run", "-d", "--name", "here", "busybox", "sh", "-c", script);
        var there = docker(near, "run", "-d", "--name", "there", "--runtime", "far", "busybox", "sh", "-c", script);
        try {
            assertEquals("sockerless-" + there, ours());
            assertTrue(docker(far, "top", "sockerless-" + there).contains(word));
            assertEquals("far", docker(near, "inspect", "-f", "{{.HostConfig.Runtime}}", "there"));
            near.kill();
            near.launch();
            assertEquals(
                    "here there",
                    docker(near, "ps", "--format", "{{.Names}}")
                            .lines()
                            .sorted()
                            .collect(Collectors.joining(" ")));
            for (var name : List.of("here", "there")) {
                var mark = UUID.randomUUID().toString();
                assertEquals(mark, docker(near, "exec", name, "sh", "-c", "echo " + mark + " | tee /mark"));
                assertTrue(ask(near, NOTHING, "cp", name + ":/mark", "-").text().contains(mark));
                docker(near, "exec", "-d", name, "sh", "-c", "while ! [ -p /go ]; do :; done; echo on >/go");
                assertEquals("23", docker(near, "wait", name));
                assertEquals(word + "\non", docker(near, "logs", name));
            }
            assertEquals("23", docker(far, "inspect", "-f", "{{.State.ExitCode}}", "sockerless-" + there));
            assertTrue(ask(far, NOTHING, "inspect", "sockerless-" + here).code() != 0);
        } finally {
            docker(near, "rm", "-f", "here", "there");
        }
        assertEquals("", ours());
    }

    @Test
    void whatADaemonLeftHalfMadeIsRemovedAndNothingElse() throws Exception {
        var instance =
                Files.readString(near.state().resolve("engines/far/instance")).strip();
        var id = HexFormat.of().formatHex(new byte[32]);
        docker(
                far,
                "create",
                "--name",
                "sockerless-" + id,
                "--label",
                "io.sockerless.engine=" + instance,
                "--label",
                "io.sockerless.container=" + id,
                "busybox",
                "true");
        docker(far, "create", "--name", "others", "busybox", "true");
        docker(far, "create", "--name", "anothers", "--label", "io.sockerless.engine=x", "busybox", "true");
        try {
            near.kill();
            near.launch();
            assertEquals("anothers", ours());
            docker(far, "inspect", "others");
        } finally {
            docker(far, "rm", "-f", "others", "anothers");
        }
    }

    @Test
    void aVolumeHasDataOfItsOwnThereWhichIsSaid() throws Exception {
        var word = UUID.randomUUID().toString();
        docker(near, "run", "--rm", "-v", "both:/data", "busybox", "sh", "-c", "echo here >/data/file");
        var first = ask(
                near,
                NOTHING,
                "run",
                "--rm",
                "--runtime",
                "far",
                "-v",
                "both:/data",
                "busybox",
                "sh",
                "-c",
                "ls /data; echo " + word + " >/data/file");
        assertEquals("", first.text());
        assertTrue(first.errors().contains("Volume both has data of its own at " + far.host()), first.errors());
        assertEquals(
                word,
                docker(near, "run", "--rm", "--runtime", "far", "-v", "both:/data", "busybox", "cat", "/data/file"));
        assertEquals("here", docker(near, "run", "--rm", "-v", "both:/data", "busybox", "cat", "/data/file"));
        docker(near, "volume", "rm", "both");
        assertEquals("", docker(far, "volume", "ls", "-q", "--filter", "label=io.sockerless.engine"));
    }

    @Test
    void whatEndsAtThisMachineIsRefusedByName() throws Exception {
        docker(near, "network", "create", "mine");
        docker(near, "run", "-d", "--name", "local", "busybox", "sleep", "1000");
        try {
            refused(
                    "driver docker (runtime far at " + far.host() + "): network mine",
                    "create",
                    "--runtime",
                    "far",
                    "--network",
                    "mine",
                    "busybox");
            refused(
                    "that container runs elsewhere",
                    "create",
                    "--runtime",
                    "far",
                    "--network",
                    "container:local",
                    "busybox");
            refused("Unknown runtime specified nowhere", "create", "--runtime", "nowhere", "busybox");
        } finally {
            docker(near, "rm", "-f", "local");
            docker(near, "network", "rm", "mine");
        }
        assertEquals("", ours());
    }

    @Test
    void theLocalOnesGoOnWhileTheOtherEngineIsAway() throws Exception {
        docker(near, "run", "-d", "--name", "stays", "busybox", "sleep", "1000");
        try {
            far.stop();
            near.kill();
            near.launch();
            assertEquals("stays", docker(near, "ps", "--format", "{{.Names}}"));
            refused(
                    "driver docker: the engine at " + far.host() + " does not answer",
                    "run",
                    "--rm",
                    "--runtime",
                    "far",
                    "busybox",
                    "true");
            assertEquals("fine", docker(near, "run", "--rm", "busybox", "echo", "fine"));
        } finally {
            far.launch();
            docker(near, "rm", "-f", "stays");
        }
        assertEquals("again", docker(near, "run", "--rm", "--runtime", "far", "busybox", "echo", "again"));
    }

    @Test
    void anotherEngineAlone() throws Exception {
        try (var only = Daemon.start(
                DaemonKind.SOCKERLESS, "only", Map.of(), List.of("--driver", "docker", "--docker-host", far.host()))) {
            var word = UUID.randomUUID().toString();
            docker(only, "network", "create", "net");
            docker(only, "run", "-d", "--name", "server", "--network", "net", "busybox", "sleep", "1000");
            var outcome = ask(
                    only,
                    word.getBytes(StandardCharsets.UTF_8),
                    "run",
                    "-i",
                    "--rm",
                    "--network",
                    "net",
                    "busybox",
                    "sh",
                    "-c",
                    "ping -c 1 server >/dev/null && ping -c 1 server.net >/dev/null && cat; exit 9");
            assertEquals(word, outcome.text(), outcome.seen());
            assertEquals(9, outcome.code());
            assertTrue(ours().startsWith("sockerless-"), ours());
            docker(only, "rm", "-f", "server");
            docker(only, "network", "rm", "net");
            assertEquals("", docker(far, "network", "ls", "-q", "--filter", "label=io.sockerless.engine"));
        }
        assertEquals("", ours());
    }
}
