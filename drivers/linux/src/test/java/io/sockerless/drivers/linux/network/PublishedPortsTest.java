package io.sockerless.drivers.linux.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sockerless.drivers.linux.network.NetworkDaemonProcess.Container;
import io.sockerless.drivers.linux.network.NetworkDaemonProcess.Refusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PublishedPortsTest {
    private TestHost host;
    private NetworkDaemonProcess daemon;

    @BeforeAll
    void start() throws IOException {
        host = new TestHost();
        daemon = host.daemon("a");
    }

    @AfterEach
    void clean() throws IOException {
        daemon.sweep(Set.of());
    }

    @AfterAll
    void stop() throws IOException {
        host.close();
    }

    private void assertAnswers(Path from, String protocol, String address, int port, String identity)
            throws IOException {
        String secret = TestHost.nonce();
        assertEquals(identity + ":" + secret, host.ask(from, protocol, address, port, secret), address + ":" + port);
    }

    private void assertSilent(Path from, String protocol, String address, int port) throws IOException {
        assertEquals("", host.ask(from, protocol, address, port, TestHost.nonce()), address + ":" + port);
    }

    @Test
    void allAddressesFromEverywhere() throws IOException {
        Container c1 = daemon.attach("c1", "/8080-8080/80/tcp", "/8053-8053/53/udp");
        Container c2 = daemon.attach("c2");
        assertEquals(List.of("0.0.0.0 8080", ":: 8080"), c1.bindings("80/tcp"));
        host.serve(c1.netns(), "tcp", 80, "c1");
        host.serve(c1.netns(), "udp", 53, "c1");
        for (String protocol : List.of("tcp", "udp")) {
            int port = protocol.equals("tcp") ? 8080 : 8053;
            assertAnswers(host.host, protocol, "127.0.0.1", port, "c1");
            assertAnswers(host.host, protocol, TestHost.ADDRESS, port, "c1");
            assertAnswers(host.host, protocol, "::1", port, "c1");
            assertAnswers(host.outside, protocol, TestHost.ADDRESS, port, "c1");
            assertAnswers(c2.netns(), protocol, c2.gateway(), port, "c1");
            assertAnswers(c2.netns(), protocol, TestHost.ADDRESS, port, "c1");
            assertAnswers(c1.netns(), protocol, TestHost.ADDRESS, port, "c1");
            assertAnswers(c1.netns(), protocol, c1.gateway(), port, "c1");
        }
    }

    @Test
    void oneAddressOnly() throws IOException {
        Container c1 = daemon.attach("c1", "127.0.0.1/8081-8081/80/tcp", TestHost.ADDRESS + "/8082-8082/80/tcp");
        host.serve(c1.netns(), "tcp", 80, "c1");
        assertAnswers(host.host, "tcp", "127.0.0.1", 8081, "c1");
        assertSilent(host.host, "tcp", TestHost.ADDRESS, 8081);
        assertSilent(host.outside, "tcp", TestHost.ADDRESS, 8081);
        assertSilent(c1.netns(), "tcp", c1.gateway(), 8081);
        assertAnswers(host.outside, "tcp", TestHost.ADDRESS, 8082, "c1");
        assertSilent(host.host, "tcp", "127.0.0.1", 8082);
    }

    /** As an attacker with NET_ADMIN in the container would try; one datagram would do. */
    @Test
    void hostsLoopbackIsOutOfReach() throws IOException {
        Container c1 = daemon.attach("c1", "127.0.0.1/8081-8081/80/tcp");
        Container c2 = daemon.attach("c2");
        host.serve(c1.netns(), "tcp", 80, "c1");
        Path received = host.directory.resolve("received");
        host.start(host.host, "socat", "-u", "UDP4-RECV:7777,bind=127.0.0.1", "OPEN:" + received + ",creat");
        host.awaitListener(host.host, "udp", "0100007F", 7777);
        TestHost.in(c2.netns(), "ip", "addr", "flush", "dev", "lo");
        TestHost.in(c2.netns(), "ip", "route", "add", "127.0.0.1", "via", c2.gateway());
        Path attack = Files.writeString(host.directory.resolve("attack"), TestHost.nonce());
        Path own = Files.writeString(host.directory.resolve("own"), TestHost.nonce());
        String from = "UDP4:127.0.0.1:7777,bind=";
        TestHost.in(c2.netns(), "socat", "-u", "OPEN:" + attack, from + c2.address());
        TestHost.in(host.host, "socat", "-u", "OPEN:" + own, from + "127.0.0.1");
        while (!Files.readString(received).contains(Files.readString(own))) {
            Thread.onSpinWait();
        }
        assertEquals(Files.readString(own), Files.readString(received));
        assertSilent(c2.netns(), "tcp", "127.0.0.1", 8081);
    }

    @Test
    void aContainerItselfIsReachedByItsNeighboursOnly() throws IOException {
        Container c1 = daemon.attach("c1");
        Container c2 = daemon.attach("c2");
        host.serve(c1.netns(), "tcp", 80, "c1");
        assertAnswers(c2.netns(), "tcp", c1.address(), 80, "c1");
        assertAnswers(host.host, "tcp", c1.address(), 80, "c1");
        TestHost.in(host.outside, "ip", "route", "add", "172.16.0.0/12", "via", TestHost.ADDRESS);
        assertSilent(host.outside, "tcp", c1.address(), 80);
        TestHost.in(host.outside, "ip", "route", "del", "172.16.0.0/12");
    }

    @Test
    void theWorldSeesTheHost() throws IOException {
        Container c1 = daemon.attach("c1");
        host.start(
                host.outside,
                "socat",
                "TCP4-LISTEN:9000,fork,reuseaddr",
                "EXEC:sh " + host.script("echo $SOCAT_PEERADDR:$line"));
        String secret = TestHost.nonce();
        String answer = "";
        while (answer.isEmpty()) { // until it listens
            answer = host.ask(c1.netns(), "tcp", TestHost.WORLD, 9000, secret);
        }
        assertEquals(TestHost.ADDRESS + ":" + secret, answer);
    }

    @Test
    void rangesAndEphemeralPorts() throws IOException {
        assertEquals(8000, daemon.attach("c1", "/8000-8001/80/tcp").hostPort("80/tcp"));
        assertEquals(8001, daemon.attach("c2", "/8000-8001/80/tcp").hostPort("80/tcp"));
        Refusal refusal = assertThrows(Refusal.class, () -> daemon.attach("c3", "/8000-8001/80/tcp"));
        assertTrue(
                refusal.getMessage()
                        .matches("INTERNAL driver failed programming external connectivity on endpoint"
                                + " name-c3 \\([0-9a-f]{64}\\): all ports are allocated"),
                refusal.getMessage());
        Container c4 = daemon.attach("c4", "/0-0/80/tcp", "127.0.0.1/0-0/81/tcp");
        assertTrue(c4.hostPort("80/tcp") >= 32768);
        assertEquals(c4.hostPort("80/tcp") + 1, c4.hostPort("81/tcp"));
        assertEquals(List.of("0.0.0.0 " + c4.hostPort("80/tcp"), ":: " + c4.hostPort("80/tcp")), c4.bindings("80/tcp"));
        host.serve(c4.netns(), "tcp", 80, "c4");
        assertAnswers(host.outside, "tcp", TestHost.ADDRESS, c4.hostPort("80/tcp"), "c4");
        daemon.detach("c4");
        assertNotEquals(
                c4.hostPort("80/tcp"), daemon.attach("c4", "/0-0/80/tcp").hostPort("80/tcp"));
    }

    @Test
    void conflictsInDockerdsWords() throws IOException {
        daemon.attach("c1", "/8080-8080/80/tcp", "127.0.0.1/8053-8053/53/udp");
        assertRefused("Bind for 0.0.0.0:8080 failed: port is already allocated", "/8080-8080/80/tcp");
        assertRefused("Bind for 127.0.0.1:8053 failed: port is already allocated", "127.0.0.1/8053-8053/53/udp");
        assertRefused(
                "Error starting userland proxy: listen tcp4 127.0.0.1:8080: bind: address already in use",
                "127.0.0.1/8080-8080/80/tcp");
        assertRefused(
                "Error starting userland proxy: listen udp4 0.0.0.0:8053: bind: address already in use",
                "/8053-8053/53/udp");
        assertRefused(
                "Error starting userland proxy: listen tcp4 10.9.9.9:7002: bind: cannot assign requested address",
                "10.9.9.9/7002-7002/80/tcp");
        host.serve(host.host, "tcp", 8500, "host");
        assertRefused(
                "Error starting userland proxy: listen tcp4 0.0.0.0:8500: bind: address already in use",
                "/8600-8600/80/tcp",
                "/8500-8500/80/tcp");
        assertEquals(8501, daemon.attach("c3", "/8500-8501/80/tcp").hostPort("80/tcp"));
        assertEquals(8600, daemon.attach("c4", "/8600-8600/80/tcp").hostPort("80/tcp"));
    }

    private void assertRefused(String reason, String... ports) {
        Refusal refusal = assertThrows(Refusal.class, () -> daemon.attach("c2", ports));
        assertTrue(refusal.getMessage().endsWith("): " + reason), refusal.getMessage());
    }

    @Test
    void theHostCannotTakeAPublishedPort() throws IOException {
        daemon.attach("c1", "/8080-8080/80/tcp");
        IOException taken = assertThrows(
                IOException.class,
                () -> TestHost.in(host.host, "socat", "-u", "TCP4-LISTEN:8080,bind=0.0.0.0", "/dev/null"));
        assertTrue(taken.getMessage().contains("Address already in use"), taken.getMessage());
    }

    @Test
    void aPortIsFreeAfterDetach() throws IOException {
        for (int i = 0; i < 5; i++) {
            Container c = daemon.attach("c" + i, "/8080-8080/80/tcp");
            host.serve(c.netns(), "tcp", 80, "c" + i);
            assertAnswers(host.outside, "tcp", TestHost.ADDRESS, 8080, "c" + i);
            daemon.detach("c" + i);
        }
        daemon.sweep(Set.of());
        assertSilent(host.outside, "tcp", TestHost.ADDRESS, 8080);
    }
}
