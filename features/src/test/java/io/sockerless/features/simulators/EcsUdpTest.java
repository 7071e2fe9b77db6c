package io.sockerless.features.simulators;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sockerless.features.daemons.DaemonKind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Published ports of UDP of the driver ecs. The programs at both ends are this machine's perl. */
@Tag("external")
class EcsUdpTest {
    /** Answers each datagram with a word and the datagram. */
    private static final String SERVER =
            "socket(S,2,2,17); bind(S,pack('SnNx8',2,7000,0)) or die; $|=1; print qq(ready\\n);"
                    + " while(1){ $from=recv(S,$b,65536,0); send(S,qq(%s$b),0,$from) }";

    /** Two clients at once, each of which is answered its own. */
    private static final String CLIENT = "alarm 10; for my $i (0,1) { socket($s[$i],2,2,17);"
            + " connect($s[$i],pack('SnNx8',2,%s,0x7f000001)) or die }"
            + " for my $i (0,1) { send($s[$i],qq(-$i-).('x' x 1000),0) }"
            + " for my $i (1,0) { recv($s[$i],$b,65536,0); print substr($b,0,39), length $b, qq(\\n) }";

    @TempDir
    static Path place;

    private static EcsRig rig;

    private final String nonce = UUID.randomUUID().toString();

    @BeforeAll
    static void start() throws IOException {
        DaemonKind.SOCKERLESS.obstacle().ifPresent(why -> {
            System.out.println("UDP OF THE ECS DRIVER SKIPPED: " + why);
            assumeTrue(false, why);
        });
        rig = EcsRig.start("ecs-udp", place);
    }

    @AfterAll
    static void stop() throws IOException {
        if (rig != null) {
            rig.close();
        }
    }

    private void answered(String port) throws IOException {
        var each = (nonce + "-%d-").length() + 999;
        var said = rig.inside("perl", "-e", CLIENT.formatted(port));
        assertEquals(nonce + "-1-" + each + "\n" + nonce + "-0-" + each + "\n", said);
    }

    @Test
    void datagramsGoIntoTheTaskAndBack() throws Exception {
        var container = rig.docker(
                "create",
                "-p",
                "127.0.0.1::7000/udp",
                "-p",
                "7000/tcp",
                "busybox",
                "perl",
                "-e",
                SERVER.formatted(nonce));
        rig.inside(
                "sh",
                "-c",
                "tar -chf - -C / /usr/bin/perl $(ldd /usr/bin/perl | grep -o '/[^ ]*') 2>/dev/null | docker -H "
                        + rig.daemon().host() + " cp - " + container + ":/");
        rig.docker("start", container);
        assertEquals("ready", rig.firstLine(container));
        var at = rig.docker("port", container, "7000/udp");
        assertTrue(at.startsWith("127.0.0.1:"), at);
        var port = at.substring(at.indexOf(':') + 1);
        answered(port);
        var taken = rig.docker(new byte[0], "run", "-p", at + ":1/udp", "busybox", "true");
        assertTrue(taken.err().contains("Bind for " + at + " failed: port is already allocated"), taken::err);
        rig.daemon().kill();
        rig.daemon().launch();
        assertEquals(at, rig.docker("port", container, "7000/udp"));
        rig.docker("exec", container, "true"); // its agent is back
        answered(port);
        rig.docker("rm", "-f", container);
        rig.docker("run", "--rm", "-p", at + ":1/udp", "busybox", "true");
    }
}
