package io.sockerless.features.simulators;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sockerless.features.daemons.DaemonKind;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Binds of the driver ecs: copies in the task that are as on this machine at a run's start, its end, and around execs. */
@Tag("external")
class EcsBindsTest {
    @TempDir
    static Path place;

    private static EcsRig rig;

    private final String nonce = UUID.randomUUID().toString();

    @TempDir
    Path host;

    @BeforeAll
    static void start() throws IOException {
        DaemonKind.SOCKERLESS.obstacle().ifPresent(why -> {
            System.out.println("BINDS OF THE ECS DRIVER SKIPPED: " + why);
            assumeTrue(false, why);
        });
        rig = EcsRig.start("ecs-binds", place);
    }

    @AfterAll
    static void stop() throws IOException {
        if (rig != null) {
            rig.close();
        }
    }

    private Path directory(String name) throws IOException {
        return Files.createDirectories(host.resolve(name));
    }

    private static String sh(String container, String script) throws Exception {
        return rig.docker("exec", container, "sh", "-c", script);
    }

    @Test
    void aRunSeesWhatIsHereAndLeavesWhatItMakes() throws Exception {
        var work = directory("work/deep");
        Files.writeString(work.resolve("in"), nonce);
        Files.createSymbolicLink(work.resolve("link"), Path.of("../../outside"));
        Files.writeString(work.getParent().resolve("gone"), "x");
        var code = ThreadLocalRandom.current().nextInt(2, 120);
        var script = "cat deep/in; readlink deep/link; rm gone; mkdir made; umask 027; echo " + nonce
                + " > made/out; chown 1234:567 made/out; exit " + code;
        var said = rig.docker(
                new byte[0],
                "run",
                "--rm",
                "-v",
                work.getParent() + ":/work",
                "-w",
                "/work",
                "busybox",
                "sh",
                "-c",
                script);
        assertEquals(code, said.code(), said::toString);
        assertEquals(nonce + "../../outside\n", said.out());
        assertTrue(said.err().contains("is a copy"), said::err);
        var out = work.resolveSibling("made").resolve("out");
        assertEquals(nonce + "\n", Files.readString(out));
        assertEquals(1234, Files.getAttribute(out, "unix:uid"));
        assertEquals(0640, (int) Files.getAttribute(out, "unix:mode") & 0777);
        assertFalse(Files.exists(work.resolveSibling("gone")));
        assertEquals(nonce, Files.readString(work.resolve("in")));
    }

    @Test
    void execsSeeWhatHasChangedAndLeaveWhatTheyMake() throws Exception {
        var data = directory("data");
        var fixed = directory("fixed");
        var file = Files.writeString(host.resolve("file"), "first");
        Files.writeString(fixed.resolve("word"), nonce);
        Files.writeString(data.resolve("old"), "old");
        var name = "c-" + nonce;
        rig.docker(
                "run",
                "-d",
                "--name",
                name,
                "-v",
                data + ":/data",
                "-v",
                fixed + ":/data/fixed:ro",
                "-v",
                file + ":/etc/app/conf",
                "busybox",
                "sleep",
                "1000");
        assertEquals(nonce + "first", sh(name, "cat /data/fixed/word /etc/app/conf"));
        Files.writeString(data.resolve("new"), nonce);
        Files.delete(data.resolve("old"));
        Files.writeString(file, "second");
        assertEquals(nonce + "second", sh(name, "cat /data/new /etc/app/conf; ls /data | grep old || true"));
        var failed = rig.docker(new byte[0], "exec", name, "sh", "-c", "echo x > /data/fixed/mine");
        assertEquals(1, failed.code(), failed::toString);
        sh(
                name,
                "echo -n third > /etc/app/conf; mkdir /data/sub; echo -n " + nonce + " > /data/sub/made; rm /data/new");
        assertEquals("third", Files.readString(file));
        assertEquals(nonce, Files.readString(data.resolve("sub/made")));
        assertFalse(Files.exists(data.resolve("new")));
        assertFalse(Files.exists(data.resolve("fixed/word")), "one bind in another");
        rig.daemon().kill();
        Files.writeString(data.resolve("meanwhile"), nonce);
        rig.daemon().launch();
        assertEquals(nonce, sh(name, "cat /data/meanwhile; rm -r /data/sub; echo -n last > /data/meanwhile"));
        assertEquals("last", Files.readString(data.resolve("meanwhile")));
        assertFalse(Files.exists(data.resolve("sub")));
        // The command sends them in any order.
        var binds = rig.docker("inspect", "-f", "{{join .HostConfig.Binds \" \"}}", name);
        assertEquals(
                Set.of(data + ":/data", fixed + ":/data/fixed:ro", file + ":/etc/app/conf"), Set.of(binds.split(" ")));
        var diff = rig.docker("diff", name);
        assertFalse(diff.contains("/data/") || diff.contains("/etc/app/conf"), diff);
        rig.docker("rm", "-f", name);
    }

    @Test
    void whatWasWrittenUntilTheEndIsHere() throws Exception {
        var data = directory("data");
        var name = "e-" + nonce;
        var loop = "trap 'echo " + nonce + " > /data/last; exit 3' TERM; echo up; while :; do sleep 0.1; done";
        rig.docker("run", "-d", "--name", name, "-v", data + ":/data", "busybox", "sh", "-c", loop);
        assertEquals("up", rig.firstLine(name));
        rig.docker("stop", name);
        assertEquals("3", rig.docker("wait", name));
        assertEquals(nonce + "\n", Files.readString(data.resolve("last")));
        Files.writeString(data.resolve("last"), "again");
        rig.docker("start", name);
        assertEquals("again", sh(name, "cat /data/last; echo -n killed > /data/killed"));
        rig.docker("exec", "-d", name, "sh", "-c", "echo -n never > /data/never; sleep 1000");
        sh(name, "until [ -s /data/never ]; do sleep 0.1; done");
        rig.docker("rm", "-f", name);
        assertEquals("killed", Files.readString(data.resolve("killed")));
        assertEquals("never", Files.readString(data.resolve("never")));
        rig.docker(
                "run",
                "-d",
                "--name",
                name,
                "-v",
                data + ":/data",
                "busybox",
                "sh",
                "-c",
                "echo -n x > /data/x; echo up; sleep 1000");
        assertEquals("up", rig.firstLine(name));
        rig.docker("rm", "-f", name);
        assertEquals("x", Files.readString(data.resolve("x")));
    }

    @Test
    void stepsOfBuildsHaveTheirContextAndTheirCaches() throws Exception {
        var context = directory("context");
        Files.writeString(context.resolve("word"), nonce);
        Files.writeString(context.resolve("Dockerfile"), """
                FROM busybox
                RUN --mount=type=bind,target=/here cat /here/word > /got
                RUN --mount=type=cache,id=%s,target=/cache echo >> /cache/lines; wc -l < /cache/lines > /count
                """.formatted(nonce));
        var build = new ProcessBuilder(
                "docker", "-H", rig.daemon().host(), "build", "--no-cache", "-t", "b-" + nonce, context.toString());
        build.environment().put("DOCKER_BUILDKIT", "0");
        for (int times = 1; times <= 2; times++) {
            var said = EcsRig.said(new byte[0], build);
            assertEquals(0, said.code(), said::toString);
            var left = rig.docker(
                    "run", "--rm", "b-" + nonce, "sh", "-c", "cat /got /count; ls /here /cache 2>&1 | wc -l");
            // Nothing of what was mounted is in the image but its empty directories, if at all.
            assertEquals(nonce + times + "\n2", left);
        }
    }

    @Test
    void whatCannotBeCopiedIsRefused() throws Exception {
        var socket = host.resolve("s");
        try (var listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            listening.bind(UnixDomainSocketAddress.of(socket));
            var said = rig.docker(new byte[0], "create", "-v", socket + ":/s", "busybox", "true");
            assertTrue(
                    said.err().contains("driver ecs: bind at /s: a task gets a copy, of directories and files only"),
                    said::err);
        }
        var said = rig.docker(new byte[0], "create", "-v", "/proc:/p", "busybox", "true");
        assertTrue(said.err().contains("driver ecs: bind at /p: a task gets a copy, and /proc cannot be"), said::err);
        said = rig.docker(new byte[0], "create", "-v", host + ":/h:rshared", "busybox", "true");
        assertTrue(said.err().contains("no propagation rshared"), said::err);
        said = rig.docker(
                new byte[0], "create", "--mount", "type=bind,source=" + host + "/none,target=/n", "busybox", "true");
        assertTrue(said.err().contains("bind source path does not exist: " + host + "/none"), said::err);
    }
}
