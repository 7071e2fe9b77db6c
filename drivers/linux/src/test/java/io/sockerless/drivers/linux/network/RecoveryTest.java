package io.sockerless.drivers.linux.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.sockerless.drivers.linux.network.NetworkDaemonProcess.Container;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RecoveryTest {
    private TestHost host;

    @BeforeEach
    void start() throws IOException {
        host = new TestHost();
    }

    @AfterEach
    void stop() throws IOException {
        host.close();
    }

    private void assertAnswers(String address, int port, String identity) throws IOException {
        String secret = TestHost.nonce();
        assertEquals(identity + ":" + secret, host.ask(host.outside, "tcp", address, port, secret));
    }

    private ProcessHandle holder(NetworkDaemonProcess daemon) {
        Optional<ProcessHandle> found = ProcessHandle.allProcesses()
                .filter(p -> p.info()
                                .arguments()
                                .filter(a -> List.of(a).contains(daemon.runDir.toString()))
                                .isPresent()
                        && p.info()
                                .arguments()
                                .filter(a -> a[0].equals("ports"))
                                .isPresent())
                .findFirst();
        return found.orElseThrow();
    }

    @Test
    void afterAKillEverythingIsAsBefore() throws IOException {
        NetworkDaemonProcess first = host.daemon("a");
        Container c1 = first.attach("c1", "/8080-8080/80/tcp", "127.0.0.1/0-0/81/tcp");
        Container gone = first.attach("gone", "/8090-8090/80/tcp");
        JsonNode bridge = first.bridge();
        host.serve(c1.netns(), "tcp", 80, "c1");
        first.kill();
        assertAnswers(TestHost.ADDRESS, 8080, "c1");

        NetworkDaemonProcess second = host.daemon("a");
        assertEquals(c1.answer(), second.recover("c1"));
        assertEquals(bridge, second.bridge());
        second.sweep(Set.of("c1"));
        assertTrue(second.recover("gone").isEmpty());
        assertFalse(Files.exists(gone.netns()));
        assertAnswers(TestHost.ADDRESS, 8080, "c1");
        Set<String> addresses = new HashSet<>(Set.of(c1.address()));
        for (int i = 0; i < 5; i++) {
            assertTrue(addresses.add(second.attach("n" + i).address()));
        }
        assertEquals(8090, second.attach("again", "/8090-8090/80/tcp").hostPort("80/tcp"));
        assertThatPortIsTaken(second, 8080);
    }

    private static void assertThatPortIsTaken(NetworkDaemonProcess daemon, int port) {
        String message = assertThrows(
                        NetworkDaemonProcess.Refusal.class,
                        () -> daemon.attach("thief", "/" + port + "-" + port + "/80/tcp"))
                .getMessage();
        assertTrue(message.endsWith("Bind for 0.0.0.0:" + port + " failed: port is already allocated"), message);
    }

    @Test
    void aDeadHolderIsReplaced() throws Exception {
        NetworkDaemonProcess daemon = host.daemon("a");
        Container c1 = daemon.attach("c1", "/8080-8080/80/tcp");
        host.serve(c1.netns(), "tcp", 80, "c1");
        ProcessHandle holder = holder(daemon);
        holder.destroyForcibly();
        holder.onExit().get();
        assertAnswers(TestHost.ADDRESS, 8080, "c1"); // by the packet filter
        String secret = TestHost.nonce();
        String answer = "";
        long deadline = System.nanoTime() + 10_000_000_000L;
        while (answer.isEmpty() && System.nanoTime() < deadline) { // until the new one listens
            answer = host.ask(host.host, "tcp", "::1", 8080, secret);
        }
        assertEquals("c1:" + secret, answer);
        assertNotEquals(holder.pid(), holder(daemon).pid());
    }

    @Test
    void flushedRulesComeBackWithTheNextContainer() throws IOException {
        NetworkDaemonProcess daemon = host.daemon("a");
        Container c1 = daemon.attach("c1", "/8080-8080/80/tcp");
        host.serve(c1.netns(), "tcp", 80, "c1");
        TestHost.in(host.host, "nft", "flush", "ruleset");
        Container c2 = daemon.attach("c2", "/8081-8081/80/tcp");
        host.serve(c2.netns(), "tcp", 80, "c2");
        assertAnswers(TestHost.ADDRESS, 8081, "c2");
        assertAnswers(TestHost.ADDRESS, 8080, "c1");
        TestHost.in(host.host, "nft", "flush", "ruleset");
        daemon.detach("c2");
        daemon.sweep(Set.of("c1"));
        assertAnswers(TestHost.ADDRESS, 8080, "c1");
        assertTrue(TestHost.in(host.host, "nft", "list", "ruleset").contains("8080 : " + c1.address() + " . 80"));
    }

    @Test
    void sweepLeavesNothing() throws IOException {
        NetworkDaemonProcess first = host.daemon("a");
        for (int i = 0; i < 5; i++) {
            first.attach("c" + i, "/" + (8080 + i) + "-" + (8080 + i) + "/80/tcp");
        }
        first.ask(Map.of("op", "attach", "id", "lonely", "name", "lonely", "network", "none"));
        first.kill();
        NetworkDaemonProcess second = host.daemon("a");
        second.sweep(Set.of());
        assertEquals(List.of(), files(second.runDir.resolve("netns")));
        assertEquals(List.of(), files(second.runDir.resolve("sandboxes")));
        String links = TestHost.in(host.host, "ip", "-o", "link");
        assertEquals(
                1,
                links.lines()
                        .filter(l -> l.contains(": veth") || l.contains("@if"))
                        .count(),
                links);
        String rules = TestHost.in(host.host, "nft", "list", "ruleset");
        assertFalse(rules.contains(" . 80"), rules);
        assertFalse(TestHost.in(host.host, "ss", "-ltn").contains(":808"));
        second.remove();
        assertFalse(TestHost.in(host.host, "nft", "list", "ruleset").contains("sockerless"));
        assertFalse(TestHost.in(host.host, "ip", "-o", "link").contains("sl-"));
    }

    private static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        }
    }

    @Test
    void loopbackOnly() throws IOException {
        NetworkDaemonProcess daemon = host.daemon("a");
        JsonNode none = daemon.ask(Map.of("op", "attach", "id", "l1", "name", "l1", "network", "none"));
        Path netns = Path.of(none.path("netns").asText());
        assertEquals(1, TestHost.in(netns, "ip", "-o", "link").lines().count());
        assertTrue(TestHost.in(netns, "ip", "-o", "addr", "show", "lo").contains("127.0.0.1/8"));
        assertEquals(none, daemon.recover("l1"));
        assertFalse(TestHost.in(host.host, "ip", "-o", "link").contains("sl-"));
    }
}
