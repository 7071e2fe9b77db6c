package io.sockerless.features.simulators;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sockerless.features.daemons.Daemon;
import io.sockerless.features.daemons.DaemonKind;
import io.sockerless.features.daemons.Programs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * A daemon of the driver ecs is killed and its state is lost. Another one, which has nothing but the settings and the key,
 * finds its containers by their tasks' tags.
 */
@Tag("external")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class EcsAdoptionTest {
    private static final String GATEWAY = "gateway=10.99.0.1:7443";

    @TempDir
    static Path place;

    private static EcsRig rig;

    private final String nonce = UUID.randomUUID().toString();
    private final int code = ThreadLocalRandom.current().nextInt(2, 120);
    private Daemon at;

    @BeforeAll
    static void start() throws IOException {
        DaemonKind.SOCKERLESS.obstacle().ifPresent(why -> {
            System.out.println("ADOPTION AT ECS SKIPPED: " + why);
            assumeTrue(false, why);
        });
        rig = EcsRig.start("ecs-adopted", place, GATEWAY, identity(), "file-system");
    }

    private static String identity() {
        return "identity=" + place.resolve("key");
    }

    @AfterAll
    static void stop() throws IOException {
        if (rig != null) {
            rig.close();
        }
    }

    private String docker(String... words) throws Exception {
        var said = EcsRig.docker(at, new byte[0], words);
        assertEquals(0, said.code(), said::toString);
        return said.out().strip();
    }

    private String inspected(String container, String field) throws Exception {
        return docker("inspect", "-f", "{{" + field + "}}", container);
    }

    /** An image that only the daemon has which makes it. */
    private String image() throws Exception {
        var made = docker("run", "-d", "busybox", "sh", "-c", "echo " + nonce + " > /word");
        docker("wait", made);
        docker("commit", "-c", "LABEL image=" + nonce, made, "only-" + nonce);
        docker("rm", made);
        return "only-" + nonce;
    }

    /** No method of its own for each thing: all of it is lost by one loss. */
    @Test
    @Order(2)
    void aDaemonWithoutItsStateFindsItsContainers() throws Exception {
        at = rig.daemon();
        var network = "n-" + nonce;
        docker("network", "create", network);
        var asking = docker(
                "run",
                "-d",
                "-i",
                "--name",
                "asking-" + nonce,
                "--label",
                "of=" + nonce,
                "-v",
                "v-" + nonce + ":/data",
                "busybox",
                "sh",
                "-c",
                "echo out-" + nonce + "; echo err-" + nonce + " >&2; echo " + nonce
                        + " > /data/kept; read code; echo read-$code; exit $code");
        var serve = "mkdir /www; cp /word /www; echo run-" + nonce + " > /made; httpd -p 8080 -h /www; echo ready;"
                + " exec sleep 1000";
        var serving = docker(
                "run",
                "-d",
                "--name",
                "old-" + nonce,
                "--network",
                network,
                "-p",
                "127.0.0.1::8080",
                "--restart",
                "on-failure:7",
                "-e",
                "WORD=" + nonce,
                image(),
                "sh",
                "-c",
                serve);
        docker("rename", serving, "serving-" + nonce);
        docker("update", "--restart", "on-failure:9", serving);
        assertEquals("ready", firstLine(serving));
        var web = docker("port", serving, "8080");
        var created = inspected(serving, ".Created");
        rig.daemon().kill();
        Programs.run(List.of("rm", "-rf", rig.daemon().state().toString()));

        try (var second = rig.another("ecs-second", GATEWAY, identity(), "adopt=true", fileSystem())) {
            at = second;
            assertEquals(
                    new TreeSet<>(Set.of(
                            asking + " asking-" + nonce + " busybox true",
                            serving + " serving-" + nonce + " only-" + nonce + " true")),
                    new TreeSet<>(docker(
                                    "ps",
                                    "--no-trunc",
                                    "--format",
                                    "{{.ID}} {{.Names}} {{.Image}} {{eq .State \"running\"}}")
                            .lines()
                            .toList()));
            assertEquals(nonce, inspected(asking, "index .Config.Labels \"of\""));
            assertEquals("9", inspected(serving, ".HostConfig.RestartPolicy.MaximumRetryCount"));
            assertEquals(created, inspected(serving, ".Created"));
            assertEquals(serve, inspected(serving, "index .Args 1"));
            assertTrue(inspected(serving, "json .NetworkSettings.Networks").contains("\"" + network + "\""));
            assertEquals(web, docker("port", serving, "8080"));
            assertEquals(nonce, rig.fetched(web));
            var execs =
                    EcsRig.docker(at, new byte[0], "exec", serving, "sh", "-c", "echo $WORD; cat /word; exit " + code);
            assertEquals(new EcsRig.Said(code, nonce + "\n" + nonce + "\n", ""), execs);
            var logs = EcsRig.docker(at, new byte[0], "logs", asking);
            assertEquals(new EcsRig.Said(0, "out-" + nonce + "\n", "err-" + nonce), logs);
            EcsRig.docker(at, (code + "\n").getBytes(StandardCharsets.UTF_8), "attach", "--sig-proxy=false", asking);
            assertEquals(Integer.toString(code), docker("wait", asking));
            assertTrue(docker("logs", asking).endsWith("read-" + code));
            // Its image is nowhere but in the repository of the tasks' images.
            docker("stop", serving);
            assertTrue(docker("diff", serving).lines().toList().contains("A /made"));
            docker("start", serving);
            assertEquals("run-" + nonce, docker("exec", serving, "cat", "/made"));
            assertEquals(nonce, rig.fetched(docker("port", serving, "8080")));
            docker("rm", "-f", asking, serving);
            assertEquals(nonce, docker("run", "--rm", "-v", "v-" + nonce + ":/data", "busybox", "cat", "/data/kept"));
            docker("volume", "rm", "v-" + nonce);
        }
    }

    private String fileSystem() throws IOException {
        return "file-system=" + rig.text("efs", "describe-file-systems", "--query", "FileSystems[0].FileSystemId");
    }

    private String firstLine(String container) throws IOException {
        var following = new ProcessBuilder("docker", "-H", at.host(), "logs", "-f", container).start();
        try (var lines = following.inputReader(StandardCharsets.UTF_8)) {
            return lines.readLine();
        } finally {
            following.destroy();
        }
    }

    /** The other one's gateway is not where the agent dials: it can list the container and end it. */
    @Test
    @Order(1)
    void twoDaemonsNeverHaveOneContainer() throws Exception {
        at = rig.daemon();
        var container = docker("run", "-d", "--restart", "always", "busybox", "sleep", "1000");
        try (var other = rig.another("ecs-other", "gateway=10.99.0.1:7444", identity(), "adopt=true")) {
            docker("wait", container);
            assertTrue(inspected(container, ".State.Error").contains("which has taken it over"));
            var again = EcsRig.docker(at, new byte[0], "start", container);
            assertTrue(again.err().contains("here it can only be removed"), again::err);
            docker("rm", container);
            at = other;
            assertEquals(container, docker("ps", "-q", "--no-trunc"));
            assertTrue(Files.readString(other.log()).contains("dials tls://10.99.0.1:7443"));
            var exec = EcsRig.docker(at, new byte[0], "exec", container, "true");
            assertTrue(exec.code() != 0 && (exec.out() + exec.err()).contains("has not dialed in"), exec::toString);
            docker("kill", container);
            assertEquals("137", docker("wait", container));
            docker("rm", container);
        }
    }
}
