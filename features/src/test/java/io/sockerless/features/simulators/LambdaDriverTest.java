package io.sockerless.features.simulators;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sockerless.features.daemons.Daemon;
import io.sockerless.features.daemons.DaemonKind;
import io.sockerless.features.simulators.EcsRig.Said;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The docker CLI, our daemon with the driver lambda, and Amazon's clients in it, against the simulated cloud, whose
 * functions run at another daemon of ours.
 */
class LambdaDriverTest {
    private static final String WARNING = "WARNING: driver lambda: the container ends after 900 seconds at the latest,"
            + " runs as Lambda's user 993 and can write to /tmp only.";

    @TempDir
    static Path place;

    private static EcsRig rig;
    private static Daemon daemon;

    private final String nonce = UUID.randomUUID().toString();
    private final int code = ThreadLocalRandom.current().nextInt(2, 120);

    @BeforeAll
    static void start() throws IOException {
        DaemonKind.SOCKERLESS.obstacle().ifPresent(why -> {
            System.out.println("LAMBDA DRIVER SKIPPED: " + why);
            assumeTrue(false, why);
        });
        rig = EcsRig.startLambda("lambda-driver", place);
        daemon = rig.daemon();
    }

    @AfterAll
    static void stop() throws IOException {
        if (rig != null) {
            var left = functions();
            rig.close();
            assertEquals("", left, "functions are left");
        }
    }

    private static Said docker(byte[] stdin, String... words) throws Exception {
        return rig.docker(stdin, words);
    }

    private static String docker(String... words) throws Exception {
        return rig.docker(words);
    }

    private static Said run(byte[] stdin, String... words) throws Exception {
        var all = new ArrayList<>(List.of("run", "--rm"));
        all.addAll(List.of(words));
        return docker(stdin, all.toArray(String[]::new));
    }

    /** Their names and memory. */
    private static String functions() throws IOException {
        return rig.text("lambda", "list-functions", "--query", "Functions[].[FunctionName,MemorySize]");
    }

    @Test
    void aRunSaysAndEndsAsItsProgramDoes() throws Exception {
        var script = "echo $WORD; id -u; pwd; echo $WORD > /tmp/own; cat /tmp/own; touch /not 2>/dev/null || echo no;"
                + " echo err-$WORD >&2; exit " + code;
        var said = run(new byte[0], "-e", "WORD=" + nonce, "-w", "/etc", "busybox", "sh", "-c", script);
        assertEquals(new Said(code, nonce + "\n993\n/etc\n" + nonce + "\nno\n", WARNING + "\nerr-" + nonce), said);
        var absent = run(new byte[0], "busybox", "none-" + nonce);
        assertEquals(127, absent.code(), absent::toString);
        assertTrue(absent.err().contains("none-" + nonce), absent::err);
        assertEquals("", functions());
    }

    @Test
    @Tag("external")
    void stdinComesWholeAndEnds() throws Exception {
        var bytes = new byte[1 << 20];
        ThreadLocalRandom.current().nextBytes(bytes);
        var digest =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        assertEquals(new Said(0, digest + "  -\n", WARNING), run(bytes, "-i", "busybox", "sha256sum"));
    }

    @Test
    @Tag("external")
    void aRunningContainerIsReached() throws Exception {
        var script = "echo " + nonce + "; sleep 1000";
        var container = docker("run", "-d", "-m", "256m", "busybox", "sh", "-c", script);
        assertEquals(nonce, rig.firstLine(container));
        assertEquals("sockerless-" + container.substring(0, 40) + "\t256", functions());
        var exec = docker(new byte[0], "exec", "-e", "A=" + nonce, container, "sh", "-c", "echo $A; exit " + code);
        assertEquals(new Said(code, nonce + "\n", ""), exec);
        var there = Files.writeString(place.resolve("there"), nonce);
        docker("cp", there.toString(), container + ":/tmp/file");
        assertEquals(nonce, docker("exec", container, "cat", "/tmp/file"));
        docker("cp", container + ":/tmp/file", place.resolve("back").toString());
        assertArrayEquals(Files.readAllBytes(there), Files.readAllBytes(place.resolve("back")));
        var typed = rig.typed(
                nonce, "exec -it " + container + " sh -c 'stty size; read a; echo got-$a; exit " + code + "'");
        assertTrue(typed.out().contains("33 99") && typed.out().contains("got-" + nonce), typed::out);
        assertEquals(code, typed.code());
        docker("kill", container);
        assertEquals("137", docker("wait", container));
        docker("update", "-m", "384m", "--memory-swap", "768m", container);
        docker("start", container);
        assertEquals("sockerless-" + container.substring(0, 40) + "\t384", functions());
        // As a writable layer does, though each run begins with an empty environment.
        assertEquals("file:" + nonce, docker("exec", container, "sh", "-c", "cd /tmp; echo $(ls):$(cat file)"));
        docker("stop", container);
        assertEquals("[143 ]", docker("inspect", "-f", "[{{.State.ExitCode}} {{.State.Error}}]", container));
        docker("rm", container);
        assertEquals("", functions());
    }

    @Test
    @Tag("external")
    void filesAreReachedBetweenRuns() throws Exception {
        var script = "cat /tmp/given; echo more-" + nonce + " >> /tmp/given; mkdir -p /tmp/d; echo x > /tmp/d/" + nonce;
        var container = docker("create", "busybox", "sh", "-c", script);
        var there = Files.writeString(place.resolve("given"), nonce + "\n");
        docker("cp", there.toString(), container + ":/tmp/given");
        docker("cp", container + ":/bin/busybox", place.resolve("of-the-image").toString());
        assertTrue(Files.size(place.resolve("of-the-image")) > 100_000);
        var elsewhere = docker(new byte[0], "cp", there.toString(), container + ":/etc/given");
        assertTrue(
                elsewhere.err().contains("driver lambda: /etc: Lambda lets nothing be written to but /tmp"),
                elsewhere::err);
        assertEquals(new Said(0, nonce + "\n", ""), docker(new byte[0], "start", "-a", container));
        assertEquals(
                List.of("A /tmp/d", "A /tmp/d/" + nonce, "A /tmp/given", "C /tmp"),
                docker("diff", container).lines().sorted().toList());
        assertEquals(new Said(0, nonce + "\nmore-" + nonce + "\n", ""), docker(new byte[0], "start", "-a", container));
        docker("cp", container + ":/tmp/given", place.resolve("taken").toString());
        var more = "more-" + nonce;
        assertEquals(List.of(nonce, more, more), Files.readAllLines(place.resolve("taken")));
        docker("commit", container, "of-a-function:" + nonce);
        docker("rm", container);
        var files = docker("create", "of-a-function:" + nonce);
        docker("cp", files + ":/tmp/d/" + nonce, place.resolve("committed").toString());
        assertEquals("x\n", Files.readString(place.resolve("committed")));
        docker("rm", files);
        // A function has a /tmp of its own over the image's.
        assertEquals(
                nonce,
                run(new byte[0], "of-a-function:" + nonce, "sh", "-c", "ls /tmp/d")
                        .out()
                        .strip());
    }

    private static Said build(String file) throws Exception {
        var context = Files.createTempDirectory(place, "context");
        Files.writeString(context.resolve("Dockerfile"), file);
        var build = new ProcessBuilder(
                "docker", "-H", daemon.host(), "build", "--force-rm", "--no-cache", context.toString());
        build.environment().put("DOCKER_BUILDKIT", "0");
        return EcsRig.said(new byte[0], build);
    }

    @Test
    @Tag("external")
    void stepsOfBuildsRunAndWriteWhereAFunctionCan() throws Exception {
        var good = build("FROM busybox\nRUN echo " + nonce + " > /tmp/made; id -u\nRUN cat /tmp/made\n");
        assertTrue(
                good.code() == 0 && good.out().contains("\n993\n") && good.out().contains("\n" + nonce + "\n"),
                good::toString);
        var bad = build("FROM busybox\nRUN echo " + nonce + " > /etc/made\n");
        assertTrue(bad.code() != 0 && (bad.out() + bad.err()).contains("Read-only file system"), bad::toString);
    }

    @Test
    @Tag("external")
    void publishedPortsLeadIntoTheFunction() throws Exception {
        var serve =
                "mkdir /tmp/www; echo " + nonce + " > /tmp/www/word; httpd -p 8080 -h /tmp/www; echo ready; sleep 1000";
        var container = docker("run", "-d", "-p", "127.0.0.1::8080", "busybox", "sh", "-c", serve);
        assertEquals("ready", rig.firstLine(container));
        var web = docker("port", container, "8080");
        assertEquals(nonce, rig.fetched(web));
        docker("rm", "-f", container);
    }

    @Test
    @Tag("external")
    void killingTheDaemonLosesNothing() throws Exception {
        var lines = 40;
        var script = "i=0; while [ $i -lt " + lines + " ]; do echo " + nonce
                + "-$i; i=$((i+1)); usleep 50000; done; read code; exit $code";
        var container = docker("run", "-d", "-i", "busybox", "sh", "-c", script);
        daemon.kill();
        daemon.launch();
        assertTrue(docker("ps", "-q", "--no-trunc").contains(container));
        docker((code + "\n").getBytes(StandardCharsets.UTF_8), "attach", "--sig-proxy=false", container);
        assertEquals(Integer.toString(code), docker("wait", container));
        var all = IntStream.range(0, lines).mapToObj(i -> nonce + "-" + i).toList();
        assertEquals(all, docker("logs", container).lines().toList());
        docker("rm", container);
    }

    @Test
    @Tag("external")
    void theEndOfItsTimeIsItsError() throws Exception {
        var repository = rig.text(
                "ecr", "describe-repositories", "--query", "repositories[?repositoryName=='wrapped'].repositoryUri");
        try (var brief = rig.lambda("lambda-brief", repository, "timeout=3")) {
            var script = "echo " + nonce + "; sleep 1000";
            var said = EcsRig.docker(brief, new byte[0], "run", "--name", "brief", "busybox", "sh", "-c", script);
            var why = "driver lambda: Task timed out after 3.00 seconds";
            assertEquals(nonce + "\n", said.out());
            // As the CLI ends when the state has an error.
            assertEquals(125, said.code(), said::toString);
            assertTrue(said.err().contains(why), said::err);
            var format = "{{.State.ExitCode}} {{.State.Error}}";
            var state = EcsRig.docker(brief, new byte[0], "inspect", "-f", format, "brief");
            assertEquals(
                    "137 " + why + "; the files of this run are lost: its agent has gone with its task\n", state.out());
            EcsRig.docker(brief, new byte[0], "rm", "brief");
        }
    }

    /** Kills what a container's function runs in. */
    private static void breakEnvironment(String container) throws Exception {
        var below = rig.below();
        var found = EcsRig.docker(
                below, new byte[0], "ps", "-q", "-f", "name=lambda-sockerless-" + container.substring(0, 40));
        var killed = EcsRig.docker(below, new byte[0], "kill", found.out().strip());
        assertEquals(0, killed.code(), killed::toString);
    }

    @Test
    @Tag("external")
    void aBrokenEnvironmentIsTheRunsError() throws Exception {
        var container = docker("run", "-d", "busybox", "sh", "-c", "echo " + nonce + "; sleep 1000");
        assertEquals(nonce, rig.firstLine(container));
        breakEnvironment(container);
        docker(new byte[0], "wait", container);
        var format = "{{.State.Status}} {{.State.ExitCode}} {{.State.Error}}";
        assertEquals(
                "exited 137 driver lambda: Runtime exited with error: signal: killed; the files of this run are lost:"
                        + " its agent has gone with its task",
                docker("inspect", "-f", format, container));
        assertEquals(nonce, docker("logs", container));
        docker("start", container);
        daemon.kill();
        breakEnvironment(container);
        daemon.launch();
        // Nobody tells the end of an invocation to who has not asked for it.
        docker("kill", container);
        docker(new byte[0], "wait", container);
        var state = docker("inspect", "-f", format, container);
        assertTrue(state.startsWith("exited 137 driver lambda: killed, without an agent"), state);
        docker("rm", container);
    }

    @Test
    @Tag("external")
    void whatIsThrottledIsAskedForAgain() throws Exception {
        var container = docker("create", "busybox", "sh", "-c", "echo " + nonce + "; exit " + code);
        var function = "sockerless-" + container.substring(0, 40);
        rig.aws(
                "lambda",
                "put-function-concurrency",
                "--function-name",
                function,
                "--reserved-concurrent-executions",
                "0");
        var started = CompletableFuture.supplyAsync(() -> {
            try {
                return docker(new byte[0], "start", "-a", container);
            } catch (Exception e) {
                throw new CompletionException(e);
            }
        });
        rig.inside(
                "sh", "-c", EcsRig.retried("grep -rh '\"run\":\"[0-9a-f]' " + daemon.state() + "/lambda/containers"));
        rig.aws("lambda", "delete-function-concurrency", "--function-name", function);
        assertEquals(new Said(code, nonce + "\n", ""), started.get());
        docker("rm", container);
    }

    @Test
    @Tag("external")
    void whatLambdaHasNotIsRefusedByName() throws Exception {
        var refusals = Map.of(
                List.of("--privileged"), "HostConfig.Privileged",
                List.of("--network", "host"), "NetworkMode host",
                List.of("-v", "/x:/y"), "bind at /y",
                List.of("-v", "named:/y"), "volume named",
                List.of("-u", "worker"), "User worker",
                List.of("--cpus", "2"), "1769 MB",
                List.of("-m", "11g"), "10240 MB at most");
        for (var refusal : refusals.entrySet()) {
            var command = new ArrayList<>(List.of("create"));
            command.addAll(refusal.getKey());
            command.add("busybox");
            var said = docker(new byte[0], command.toArray(String[]::new));
            assertEquals(1, said.code(), said::toString);
            assertTrue(said.err().contains("driver lambda: ") && said.err().contains(refusal.getValue()), said::err);
        }
        var network = docker(new byte[0], "network", "create", "n-" + nonce);
        assertTrue(network.err().contains("driver lambda: network n-" + nonce), network::err);
    }
}
