package io.sockerless.features.simulators;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sockerless.features.daemons.DaemonKind;
import io.sockerless.features.daemons.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Volumes of the driver ecs, in a file system of the simulated cloud. */
@Tag("external")
class EcsDriverVolumesTest {
    @TempDir
    static Path place;

    private static EcsRig rig;

    private final String nonce = UUID.randomUUID().toString();

    @BeforeAll
    static void start() throws IOException {
        DaemonKind.SOCKERLESS.obstacle().ifPresent(why -> {
            System.out.println("VOLUMES OF THE ECS DRIVER SKIPPED: " + why);
            assumeTrue(false, why);
        });
        rig = EcsRig.start("ecs-volumes", place, "file-system");
    }

    @AfterAll
    static void stop() throws IOException {
        if (rig != null) {
            rig.close();
        }
    }

    private static String points() throws IOException {
        return rig.text("efs", "describe-access-points", "--query", "AccessPoints[].AccessPointId");
    }

    /** Waits for the tasks that empty volumes. */
    private static void awaitPoints(String wanted) throws IOException, InterruptedException {
        var until = System.nanoTime() + 60_000_000_000L;
        for (var there = points(); !there.equals(wanted); there = points()) {
            assertTrue(System.nanoTime() < until, there);
            Thread.sleep(200);
        }
    }

    @Test
    void volumesOutliveContainersAndTheDaemon() throws Exception {
        var before = points();
        var volume = "v-" + nonce;
        rig.docker("volume", "create", "--label", "of=" + nonce, volume);
        var write = "echo " + nonce + " > /data/file; chown 1000:10 /data/file; ln /data/file /data/link";
        rig.docker("run", "--rm", "-v", volume + ":/data", "busybox", "sh", "-c", write);
        rig.daemon().kill();
        rig.daemon().launch();
        var read = "cat /data/link; stat -c %u:%g:%h /data/file; touch /data/x || echo read-only";
        assertEquals(
                nonce + "\n1000:10:2\nread-only",
                rig.docker("run", "--rm", "-v", volume + ":/data:ro", "busybox", "sh", "-c", read));
        var busy = rig.docker("create", "-v", volume + ":/data", "busybox", "true");
        var refused = rig.docker(new byte[0], "volume", "rm", volume);
        assertTrue(refused.err().contains("volume is in use - [" + busy + "]"), refused::err);
        rig.docker("rm", busy);
        rig.docker("volume", "rm", volume);
        assertEquals("", rig.docker("run", "--rm", "-v", volume + ":/data", "busybox", "ls", "/data"));
        rig.docker("volume", "rm", volume);
        awaitPoints(before);
    }

    @Test
    void emptyVolumesGetTheImagesFiles() throws Exception {
        var build = Files.createDirectory(place.resolve("build"));
        Files.writeString(build.resolve("Dockerfile"), """
                FROM busybox
                RUN mkdir -p /data/sub && echo one > /data/a && echo %s > /data/sub/b && chmod 751 /data && chown 1000:10 /data
                RUN mkdir /by && ln -s ../data /by/link && rm /data/a && ln -s sub/b /data/l
                VOLUME /data
                CMD cat /data/l; stat -c %%a:%%u:%%g /data; ls /data
                """.formatted(nonce));
        var tar = place.resolve("filled.tar").toString();
        Programs.run(List.of("docker", "-H", rig.below().host(), "build", "-q", "-t", "filled", build.toString()));
        Programs.run(List.of("docker", "-H", rig.below().host(), "save", "-o", tar, "filled"));
        rig.docker("load", "-i", tar);
        var said = nonce + "\n751:1000:10\nl\nsub";
        assertEquals(said, rig.docker("run", "--rm", "-v", "filled-" + nonce + ":/data", "filled"));
        assertEquals(said, rig.docker("run", "--rm", "filled"));
        var linked = List.of("run", "--rm", "-v", "l-" + nonce + ":/by/link", "filled", "cat", "/data/l");
        assertEquals(nonce, rig.docker(linked.toArray(String[]::new)));
        rig.docker("run", "--rm", "-v", "l-" + nonce + ":/data", "busybox", "sh", "-c", "echo again > /data/sub/b");
        assertEquals("again", rig.docker(linked.toArray(String[]::new)));
        rig.docker("run", "--rm", "-v", "filled-" + nonce + ":/data", "busybox", "rm", "-r", "/data/sub");
        assertEquals("l", rig.docker("run", "--rm", "-v", "filled-" + nonce + ":/data", "busybox", "ls", "/data"));
        rig.docker("volume", "rm", "filled-" + nonce, "l-" + nonce);
    }

    @Test
    void tmpfsIsInMemoryOfItsSizeAndNewAtEachStart() throws Exception {
        var look = "df -k /a | tail -1 | awk '{print $1, $2}'; stat -c %a:%u:%g /a; ls /a; echo " + nonce
                + " > /a/word; cat /a/word; head -c 4000000 /dev/zero > /a/big || echo full; df -k /b | tail -1 | awk '{print $2}';"
                + " touch /c/x || echo read-only; touch /x || echo rootfs";
        var created = rig.docker(
                "create",
                "-m",
                "200m",
                "--read-only",
                "--tmpfs",
                "/a:size=3m,mode=1770,uid=1000,gid=10",
                "--mount",
                "type=tmpfs,target=/b",
                "--tmpfs",
                "/c:ro",
                "busybox",
                "sh",
                "-c",
                look);
        var said = "tmpfs 3072\n1770:1000:10\n" + nonce + "\nfull\n102400\nread-only\nrootfs";
        for (int i = 0; i < 2; i++) {
            var run = rig.docker(new byte[0], "start", "-a", created);
            assertEquals(said, run.out().strip(), run::toString);
        }
        rig.docker("rm", created);
        var refused = rig.docker(new byte[0], "create", "--tmpfs", "/a:size=few", "busybox", "true");
        assertTrue(refused.err().contains("driver ecs: invalid tmpfs size \"few\" at /a"), refused::err);
    }

    @Test
    void volumesAreSharedAndOptionsRefused() throws Exception {
        var one = rig.docker("run", "-d", "-v", "/shared", "busybox", "sleep", "1000");
        rig.docker("exec", one, "sh", "-c", "echo " + nonce + " > /shared/word");
        assertEquals(nonce, rig.docker("run", "--rm", "--volumes-from", one, "busybox", "cat", "/shared/word"));
        rig.docker("rm", "-fv", one);
        var options = rig.docker(new byte[0], "volume", "create", "-o", "type=tmpfs", "o-" + nonce);
        assertTrue(options.err().contains("driver ecs: options of volumes, type"), options::err);
        assertEquals("", rig.docker("volume", "ls", "-q", "-f", "name=o-" + nonce));
    }
}
