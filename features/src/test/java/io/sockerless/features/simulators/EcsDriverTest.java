package io.sockerless.features.simulators;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sockerless.features.daemons.Daemon;
import io.sockerless.features.daemons.DaemonKind;
import io.sockerless.features.simulators.EcsRig.Said;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The docker CLI, our daemon with the driver ecs, and Amazon's clients in it, against the simulated cloud, whose tasks run
 * at another daemon of ours.
 */
class EcsDriverTest {
    @TempDir
    static Path place;

    private static EcsRig rig;
    private static Daemon daemon;

    private final String nonce = UUID.randomUUID().toString();
    private final int code = ThreadLocalRandom.current().nextInt(2, 120);

    @BeforeAll
    static void start() throws IOException {
        DaemonKind.SOCKERLESS.obstacle().ifPresent(why -> {
            System.out.println("ECS DRIVER SKIPPED: " + why);
            assumeTrue(false, why);
        });
        rig = EcsRig.start("ecs-driver", place);
        daemon = rig.daemon();
    }

    @AfterAll
    static void stop() throws IOException {
        if (rig != null) {
            rig.close();
        }
    }

    private static Said docker(byte[] stdin, String... words) throws Exception {
        return rig.docker(stdin, words);
    }

    private static String docker(String... words) throws Exception {
        return rig.docker(words);
    }

    private static String firstLine(String container) throws IOException {
        return rig.firstLine(container);
    }

    @Test
    void aRunSaysAndEndsAsItsProgramDoes() throws Exception {
        var said = docker(
                new byte[0],
                "run",
                "--rm",
                "-e",
                "WORD=" + nonce,
                "-w",
                "/at/" + nonce,
                "-u",
                "worker:10",
                "--group-add",
                "wheel",
                "--group-add",
                "4242",
                "--entrypoint",
                "/bin/sh",
                "busybox",
                "-c",
                "echo $WORD; pwd; id -u; id -G; echo err-$WORD >&2; exit " + code);
        assertEquals(new Said(code, nonce + "\n/at/" + nonce + "\n1000\n10 4242\n", "err-" + nonce), said);
        var absent = docker(new byte[0], "run", "--rm", "busybox", "none-" + nonce);
        assertEquals(127, absent.code(), absent::toString);
        assertTrue(absent.err().contains("none-" + nonce), absent::err);
    }

    @Test
    void stdinComesWholeAndEnds() throws Exception {
        var bytes = new byte[1 << 20];
        ThreadLocalRandom.current().nextBytes(bytes);
        var digest = java.util.HexFormat.of()
                .formatHex(java.security.MessageDigest.getInstance("SHA-256").digest(bytes));
        var said = docker(bytes, "run", "--rm", "-i", "busybox", "sha256sum");
        assertEquals(new Said(0, digest + "  -\n", ""), said);
    }

    @Test
    void aRunningContainerIsReached() throws Exception {
        var container = docker(
                "run", "-d", "-m", "1g", "--cpus", "0.5", "busybox", "sh", "-c", "echo " + nonce + "; sleep 1000");
        assertEquals(nonce, firstLine(container));
        var exec = docker(new byte[0], "exec", "-e", "A=" + nonce, container, "sh", "-c", "echo $A; exit " + code);
        assertEquals(new Said(code, nonce + "\n", ""), exec);
        var typed = rig.typed(
                nonce, "exec -it " + container + " sh -c 'stty size; read a; echo got-$a; exit " + code + "'");
        assertTrue(typed.out().contains("33 99") && typed.out().contains("got-" + nonce), typed::out);
        assertEquals(code, typed.code());
        limitsAreUpdatedWhereTheyCanBe(container);
        var there = Files.writeString(place.resolve("there"), nonce);
        docker("cp", there.toString(), container + ":/tmp/file");
        assertEquals(nonce, docker("exec", container, "cat", "/tmp/file"));
        docker("cp", container + ":/tmp/file", place.resolve("back").toString());
        assertArrayEquals(Files.readAllBytes(there), Files.readAllBytes(place.resolve("back")));
        assertEquals("512\t1024", sizeOf(container));
        assertEquals("1234:56", ownerOfCopy("1234:56", there));
        assertEquals("1000:10", ownerOfCopy("worker:10", there));
        docker("kill", container);
        assertEquals("137", docker("wait", container));
        docker("start", container);
        docker("stop", container);
        assertEquals("143", docker("inspect", "-f", "{{.State.ExitCode}}", container));
        docker("rm", container);
    }

    private static void limitsAreUpdatedWhereTheyCanBe(String container) throws Exception {
        docker("update", "--restart", "on-failure:42", container);
        assertEquals("42", docker("inspect", "-f", "{{.HostConfig.RestartPolicy.MaximumRetryCount}}", container));
        var running = docker(new byte[0], "update", "-m", "2g", container);
        assertTrue(running.err().contains("ecs cannot change limits of running containers"), running::err);
        var idle = docker("create", "busybox", "true");
        var shares = docker(new byte[0], "update", "--cpu-shares", "512", idle);
        assertTrue(shares.err().contains("driver ecs: HostConfig.CpuShares 512"), shares::err);
        docker("rm", idle);
    }

    @Test
    void publishedPortsLeadIntoTheTask() throws Exception {
        var serve = "mkdir /www; echo " + nonce + " > /www/word; httpd -p 8080 -h /www;"
                + " echo ready; exec nc -ll -p 9000 -e sha256sum";
        var container = docker("run", "-d", "-p", "127.0.0.1::8080", "-p", "9000", "busybox", "sh", "-c", serve);
        assertEquals("ready", firstLine(container));
        var web = docker("port", container, "8080");
        assertTrue(web.startsWith("127.0.0.1:"), web);
        assertEquals(nonce, rig.fetched(web));
        var taken = docker(new byte[0], "run", "-p", web + ":1", "busybox", "true");
        assertEquals(125, taken.code(), taken::toString);
        assertTrue(taken.err().contains("Bind for " + web + " failed: port is already allocated"), taken::err);
        daemon.kill();
        daemon.launch();
        assertEquals(web, docker("port", container, "8080"));
        assertEquals(nonce, rig.fetched(web));
        var raw = docker("port", container, "9000").lines().findFirst().orElseThrow();
        var bytes = new byte[1 << 20];
        ThreadLocalRandom.current().nextBytes(bytes);
        var file = Files.write(place.resolve("bytes"), bytes);
        // The digest comes when the other direction has ended.
        var digest = rig.inside(
                "sh", "-c", EcsRig.retried("socat -t 20 - TCP:" + raw.replace("0.0.0.0", "127.0.0.1") + " < " + file));
        assertEquals(rig.inside("sh", "-c", "sha256sum < " + file), digest);
        docker("kill", container);
        assertThrows(IOException.class, () -> rig.inside("curl", "-sS", "http://" + web + "/word"));
        docker("rm", container);
    }

    private static String served(String network, String name, String word) throws Exception {
        var serve = "mkdir /www; echo " + word + " > /www/word; httpd -p 8080 -h /www; echo ready; exec sleep 1000";
        var container = docker(
                "run",
                "-d",
                "--network",
                network,
                "--name",
                name,
                "--network-alias",
                "a-" + name,
                "busybox",
                "sh",
                "-c",
                serve);
        assertEquals("ready", firstLine(container));
        return container;
    }

    /** Names that nobody knows are asked for elsewhere, where nobody answers. */
    private static Said asked(String container, String name) throws Exception {
        return docker(new byte[0], "exec", container, "timeout", "3", "wget", "-qO-", "http://" + name + ":8080/word");
    }

    @Test
    void containersOfANetworkFindEachOther() throws Exception {
        var network = "n-" + nonce;
        docker("network", "create", network);
        var one = served(network, "one-" + nonce, "1 " + nonce);
        var two = served(network, "two-" + nonce, "2 " + nonce);
        var stranger = docker("run", "-d", "busybox", "sleep", "1000");
        assertEquals("1 " + nonce + "\n", asked(two, "one-" + nonce).out());
        assertEquals("2 " + nonce + "\n", asked(one, "a-two-" + nonce).out());
        assertEquals("", asked(stranger, "one-" + nonce).out());
        daemon.kill();
        daemon.launch();
        docker("rm", "-f", two);
        assertEquals("", asked(one, "two-" + nonce).out());
        docker("network", "connect", "--alias", "was-strange", network, stranger);
        assertEquals("1 " + nonce + "\n", asked(stranger, "one-" + nonce).out());
        docker("network", "disconnect", network, one);
        assertEquals("", asked(stranger, "one-" + nonce).out());
        docker("rm", "-f", one, stranger);
        docker("network", "rm", network);
        var internal = docker(new byte[0], "network", "create", "--internal", network);
        assertTrue(internal.err().contains("driver ecs: network " + network), internal::err);
    }

    /** Of a file that was copied to a container of that user. */
    private static String ownerOfCopy(String user, Path file) throws Exception {
        var container = docker("run", "-d", "-u", user, "busybox", "sleep", "1000");
        docker("cp", "-a", file.toString(), container + ":/tmp/file");
        var owner = docker("exec", container, "stat", "-c", "%u:%g", "/tmp/file");
        docker("rm", "-f", container);
        return owner;
    }

    @Test
    void filesOutliveTheirTask() throws Exception {
        var given = Files.writeString(place.resolve("given"), nonce);
        var work = "cat /tmp/given; cat /made/word 2>/dev/null; mkdir -p /made; echo again-" + nonce + " > /made/word;"
                + " rm -rf /var/spool; ln /made/word /made/linked; chown 7:8 /made; chmod 1711 /made";
        var container = docker("create", "busybox", "sh", "-c", work);
        docker("cp", given.toString(), container + ":/tmp/given");
        assertEquals(nonce, docker("start", "-a", container));
        var changes = docker("diff", container).lines().toList();
        assertEquals(
                List.of(
                        "C /var",
                        "D /var/spool",
                        "C /tmp",
                        "A /tmp/given",
                        "A /made",
                        "A /made/linked",
                        "A /made/word"),
                changes.stream()
                        .sorted(java.util.Comparator.comparing(EcsDriverTest::changed))
                        .toList());
        daemon.kill();
        daemon.launch();
        docker("cp", container + ":/made/linked", place.resolve("made").toString());
        assertEquals("again-" + nonce + "\n", Files.readString(place.resolve("made")));
        assertEquals(nonce + "again-" + nonce, docker("start", "-a", container));
        var image = docker("commit", "-c", "CMD [\"true\"]", container);
        assertEquals(
                "again-" + nonce + "\n7:8 1711\n2\nno",
                docker(
                        "run",
                        "--rm",
                        image,
                        "sh",
                        "-c",
                        "cat /made/word; stat -c '%u:%g %a' /made; stat -c %h /made/word; [ -e /var/spool ] || echo no"));
        var exported = docker("export", container).lines().filter(line -> line.contains("again-" + nonce));
        assertEquals(1, exported.count());
        docker("rm", container);
    }

    private static String changed(String line) {
        return switch (line.substring(2).split("/")[1]) {
            case "var" -> "0";
            case "tmp" -> "1";
            default -> "2";
        };
    }

    @Test
    void imagesAreBuiltInTasks() throws Exception {
        var context = Files.createDirectory(place.resolve("context"));
        Files.writeString(context.resolve("file"), nonce);
        Files.writeString(context.resolve("Dockerfile"), """
                FROM busybox
                RUN tr a-f A-F < /etc/hostname | wc -c > /lengths && echo %s | tr a-f A-F > /word && rm -r /var/spool
                COPY --chown=7:8 file /copied/
                WORKDIR /copied/work
                RUN cat ../file >> /word && pwd >> /word && [ ! -e /var/spool ] && stat -c %%u:%%g ../file >> /word
                CMD ["cat", "/word"]
                """.formatted(nonce));
        var built = EcsRig.said(
                new byte[0],
                command("DOCKER_BUILDKIT=0", "docker", "-H", daemon.host(), "build", "-t", nonce, context.toString()));
        assertEquals(0, built.code(), built::toString);
        assertEquals(
                nonce.toUpperCase(java.util.Locale.ROOT) + "\n" + nonce + "/copied/work\n7:8",
                docker("run", "--rm", nonce));
        Files.writeString(context.resolve("Dockerfile"), "FROM busybox\nRUN echo " + nonce + "; exit " + code);
        var failed = EcsRig.said(
                new byte[0], command("DOCKER_BUILDKIT=0", "docker", "-H", daemon.host(), "build", context.toString()));
        assertTrue(failed.out().contains("\n" + nonce + "\n"), failed::toString);
        assertTrue(failed.err().contains("returned a non-zero code: " + code), failed::toString);
    }

    private static ProcessBuilder command(String... words) {
        var all = new ArrayList<>(List.of("env"));
        all.addAll(List.of(words));
        return new ProcessBuilder(all);
    }

    /** Processor and memory of a container's task, as the service says. */
    private static String sizeOf(String container) throws IOException {
        var command = new ArrayList<>(List.of("ecs", "describe-tasks", "--include", "TAGS", "--output", "text"));
        command.addAll(List.of("--query", "tasks[?tags[?value=='" + container + "']].[cpu,memory]", "--tasks"));
        command.addAll(List.of(rig.aws("ecs", "list-tasks", "--query", "taskArns", "--output", "text")
                .strip()
                .split("\\s+")));
        return rig.aws(command.toArray(String[]::new)).strip();
    }

    @Test
    void killingTheDaemonLosesNothing() throws Exception {
        var lines = 40;
        var container = docker(
                "run",
                "-d",
                "-i",
                "busybox",
                "sh",
                "-c",
                "i=0; while [ $i -lt " + lines + " ]; do echo " + nonce
                        + "-$i; i=$((i+1)); usleep 50000; done; read code;" + " exit $code");
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
    void whatFargateHasNotIsRefusedByName() throws Exception {
        var own = rig.docker(
                new byte[0],
                "run",
                "--rm",
                "-v",
                "/own",
                "busybox",
                "sh",
                "-c",
                "echo " + nonce + " > /own/x; cat /own/x");
        assertEquals(nonce + "\n", own.out(), own::toString);
        var named = docker(new byte[0], "run", "--rm", "-v", "named:/own", "busybox", "true");
        assertTrue(named.err().contains("--ecs file-system=fs-…"), named::err);
        var refusals = Map.of(
                List.of("--privileged"), "HostConfig.Privileged",
                List.of("--network", "none"), "NetworkMode none",
                List.of("-v", "/sys:/y"), "bind at /y",
                List.of("-p", "80/sctp"), "HostConfig.PortBindings 80/sctp",
                List.of("-m", "200g"), "Fargate has no size");
        for (var refusal : refusals.entrySet()) {
            var command = new ArrayList<>(List.of("create"));
            command.addAll(refusal.getKey());
            command.add("busybox");
            var said = docker(new byte[0], command.toArray(String[]::new));
            assertEquals(1, said.code(), said::toString);
            assertTrue(said.err().contains("driver ecs: ") && said.err().contains(refusal.getValue()), said::err);
        }
    }
}
