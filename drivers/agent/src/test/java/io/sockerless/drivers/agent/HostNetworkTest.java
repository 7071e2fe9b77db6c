package io.sockerless.drivers.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Two namespaces on a bridge of their own. Needs root. */
@Timeout(60)
class HostNetworkTest {
    @RegisterExtension
    static final HostSession HOST = new HostSession();

    @TempDir
    Path directory;

    private final String nonce = HostSession.nonce();
    private final String bridge = "slt" + nonce;
    private final String net = "10.231." + ThreadLocalRandom.current().nextInt(256) + ".";
    private HostNetwork network;

    @BeforeEach
    void prepare() {
        network = HOST.client().network();
    }

    @AfterEach
    void cleanUp() {
        network.forwardAccept(bridge, false);
        for (int i = 1; i <= 2; i++) {
            network.deleteNamespace(directory.resolve("ns" + i));
            network.deleteLink("v" + i + nonce);
        }
        network.deleteLink(bridge);
    }

    private Path attach(int i) {
        Path namespace = directory.resolve("ns" + i);
        network.createNamespace(namespace);
        network.createVeth(veth(i, namespace, "eth0"));
        return namespace;
    }

    private HostNetwork.Veth veth(int i, Path namespace, String peer) {
        return new HostNetwork.Veth(
                namespace,
                "v" + i + nonce,
                peer,
                "02:42:0a:e7:00:0" + i,
                List.of(net + (i + 1) + "/24", "fd00:" + nonce.substring(4) + "::" + (i + 1) + "/64"),
                List.of(net + "1"),
                1400,
                bridge,
                true,
                Map.of("net.ipv4.ip_unprivileged_port_start", "0"));
    }

    private void ensureBridge() {
        network.ensureBridge(
                new HostNetwork.Bridge(bridge, List.of(net + "1/24", "fd00:" + nonce.substring(4) + "::1/64"), 0, ""));
        network.forwardAccept(bridge, true);
    }

    private static String in(Path namespace, String... command) throws Exception {
        String[] whole = new String[command.length + 2];
        whole[0] = "nsenter";
        whole[1] = "--net=" + namespace;
        System.arraycopy(command, 0, whole, 2, command.length);
        return HostSession.run(whole);
    }

    @Test
    void namespacesOnABridgeReachEachOther() throws Exception {
        ensureBridge();
        ensureBridge();
        Path first = attach(1);
        Path second = attach(2);
        in(first, "busybox", "ping", "-c", "1", "-W", "5", net + "3");
        in(second, "busybox", "ping", "-c", "1", "-W", "5", net + "1");
        in(second, "busybox", "ping", "-c", "1", "-W", "5", "127.0.0.1");
        in(first, "busybox", "ping", "-6", "-c", "1", "-W", "5", "fd00:" + nonce.substring(4) + "::3");
        HostNetwork.Link peer = network.links(Optional.of(first)).stream()
                .filter(link -> link.name().equals("eth0"))
                .findFirst()
                .orElseThrow();
        assertEquals("02:42:0a:e7:00:01", peer.mac());
        assertEquals(1400, peer.mtu());
        assertEquals("veth", peer.kind());
        assertTrue(peer.up());
        assertTrue(peer.addresses().contains(net + "2/24"), peer::toString);
        assertTrue(network.routes(Optional.of(first))
                .contains(new HostNetwork.Route("0.0.0.0/0", net + "1", peer.index())));
        assertEquals(
                "0",
                in(first, "cat", "/proc/sys/net/ipv4/ip_unprivileged_port_start")
                        .strip());
        List<HostNetwork.Link> ours = network.links(Optional.empty());
        HostNetwork.Link port = ours.stream()
                .filter(link -> link.name().equals("v1" + nonce))
                .findFirst()
                .orElseThrow();
        HostNetwork.Link master = ours.stream()
                .filter(link -> link.name().equals(bridge))
                .findFirst()
                .orElseThrow();
        assertEquals(master.index(), port.master());
        assertEquals("bridge", master.kind());
        assertEquals(
                "1",
                Files.readString(Path.of("/sys/class/net/v1" + nonce + "/brport/hairpin_mode"))
                        .strip());
        assertTrue(network.routes(Optional.empty()).contains(new HostNetwork.Route(net + "0/24", "", master.index())));
        network.deleteLink(second, "eth0");
        assertFalse(Files.exists(Path.of("/sys/class/net/v2" + nonce)));
    }

    @Test
    void aFailedPairLeavesNothing() {
        ensureBridge();
        Path namespace = directory.resolve("ns1");
        network.createNamespace(namespace);
        HostNetwork.Veth wrong = new HostNetwork.Veth(
                namespace,
                "v1" + nonce,
                "eth0",
                "",
                List.of(net + "2/24"),
                List.of("192.0.2.77"),
                0,
                bridge,
                true,
                Map.of());
        EngineException unreachable = assertThrows(EngineException.class, () -> network.createVeth(wrong));
        assertTrue(unreachable.getMessage().contains("192.0.2.77"), unreachable.getMessage());
        assertFalse(Files.exists(Path.of("/sys/class/net/v1" + nonce)));
        EngineException missing = assertThrows(
                EngineException.class, () -> network.createVeth(veth(1, directory.resolve("none"), "eth0")));
        assertEquals(ErrorKind.NOT_FOUND, missing.kind());
        network.createVeth(veth(1, namespace, "eth0"));
        EngineException twice =
                assertThrows(EngineException.class, () -> network.createVeth(veth(1, namespace, "eth1")));
        assertEquals(ErrorKind.CONFLICT, twice.kind());
        EngineException sysctl = assertThrows(
                EngineException.class, () -> network.sysctl(Optional.of(namespace), "net.ipv4.no_such", "1"));
        assertEquals(ErrorKind.NOT_FOUND, sysctl.kind());
    }

    @Test
    void namespacesComeAndGo() {
        Path namespace = directory.resolve("ns1");
        network.createNamespace(namespace);
        assertEquals(
                ErrorKind.CONFLICT,
                assertThrows(EngineException.class, () -> network.createNamespace(namespace))
                        .kind());
        network.deleteNamespace(namespace);
        network.deleteNamespace(namespace);
        assertFalse(Files.exists(namespace));
    }

    @Test
    void packetFilterScriptsAreOneTransaction() {
        String table = "slt" + nonce;
        EngineException refused = assertThrows(
                EngineException.class,
                () -> network.nft("table ip " + table + " {}\nadd rule ip " + table + " none-" + nonce + " accept\n"));
        assertEquals(ErrorKind.INVALID, refused.kind());
        assertTrue(refused.getMessage().contains("none-" + nonce), refused.getMessage());
        assertFalse(network.nftList(List.of("list", "tables")).contains(table));
        network.nft("table ip " + table + " {\nchain c" + nonce + " {\n}\n}\n");
        assertTrue(network.nftList(List.of("list", "table", "ip", table)).contains("c" + nonce));
        network.nft("delete table ip " + table + "\n");
        assertFalse(network.nftList(List.of("list", "tables")).contains(table));
    }
}
