package io.sockerless.drivers.linux.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.sockerless.drivers.linux.network.NetworkDaemonProcess.Container;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Beside other daemons and other firewalls. */
class NeighboursTest {
    private TestHost host;

    @BeforeEach
    void start() throws IOException {
        host = new TestHost();
    }

    @AfterEach
    void stop() throws IOException {
        host.close();
    }

    private void assertAnswers(Path from, String address, int port, String identity) throws IOException {
        String secret = TestHost.nonce();
        assertEquals(identity + ":" + secret, host.ask(from, "tcp", address, port, secret), address + ":" + port);
    }

    private void assertSilent(Path from, String address, int port) throws IOException {
        assertEquals("", host.ask(from, "tcp", address, port, TestHost.nonce()), address + ":" + port);
    }

    @Test
    void twoDaemonsShareAMachine() throws IOException {
        NetworkDaemonProcess a = host.daemon("a");
        NetworkDaemonProcess b = host.daemon("b");
        Container ca = a.attach("c1", "/8080-8080/80/tcp");
        Container cb = b.attach("c1", "/8081-8081/80/tcp");
        assertNotEquals(a.bridge().path("subnet"), b.bridge().path("subnet"));
        host.serve(ca.netns(), "tcp", 80, "ca");
        host.serve(cb.netns(), "tcp", 80, "cb");
        assertSilent(ca.netns(), cb.address(), 80);
        assertSilent(cb.netns(), ca.address(), 80);
        assertAnswers(ca.netns(), TestHost.ADDRESS, 8081, "cb");
        assertAnswers(cb.netns(), ca.gateway(), 8080, "ca");
        a.remove();
        assertAnswers(host.outside, TestHost.ADDRESS, 8081, "cb");
    }

    @Test
    void aSubnetStaysClaimedWithoutABridge() throws IOException {
        NetworkDaemonProcess a = host.daemon("a");
        String subnet = a.bridge().path("subnet").asText();
        a.kill();
        TestHost.in(host.host, "ip", "link", "del", a.bridgeName());
        NetworkDaemonProcess b = host.daemon("b");
        assertNotEquals(subnet, b.bridge().path("subnet").asText());
        assertEquals(subnet, host.daemon("a").bridge().path("subnet").asText());
    }

    @Test
    void theHostsOwnNetworksAreAvoided() throws IOException {
        TestHost.in(host.host, "ip", "route", "add", "172.16.0.0/13", "via", TestHost.WORLD);
        TestHost.in(host.host, "ip", "addr", "add", "172.24.9.1/24", "dev", "up0");
        assertEquals("172.25.0.0/16", host.daemon("a").bridge().path("subnet").asText());
    }

    @Test
    void aFirewallThatForwardsNothing() throws IOException {
        TestHost.in(host.host, "iptables", "-P", "FORWARD", "DROP");
        assertServes(host.daemon("a"));
    }

    private void assertServes(NetworkDaemonProcess daemon) throws IOException {
        Container c1 = daemon.attach("c1", "/8080-8080/80/tcp");
        Container c2 = daemon.attach("c2");
        host.serve(c1.netns(), "tcp", 80, "c1");
        host.serve(host.outside, "tcp", 9000, "world");
        assertAnswers(host.outside, TestHost.ADDRESS, 8080, "c1");
        assertAnswers(c2.netns(), c1.address(), 80, "c1");
        assertAnswers(c2.netns(), TestHost.ADDRESS, 8080, "c1");
        assertAnswers(c1.netns(), TestHost.ADDRESS, 8080, "c1");
        assertAnswers(c2.netns(), TestHost.WORLD, 9000, "world");
    }

    @Test
    void dockerdOnTheSameHost() throws Exception {
        Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/sbin/dockerd")), "dockerd is not installed");
        Path root = host.directory.resolve("docker");
        // Only a dockerd that switches forwarding on itself makes the policy DROP.
        TestHost.in(host.host, "sysctl", "-qw", "net.ipv4.ip_forward=0");
        Process dockerd = host.start(
                host.host,
                "dockerd",
                "-H",
                "unix://" + root + ".sock",
                "--data-root",
                root.toString(),
                "--exec-root",
                root + "-run",
                "-p",
                root + ".pid");
        try {
            while (!hasForwardRules()) {
                assertTrue(dockerd.isAlive(), "dockerd has ended");
                Thread.sleep(50); // another process's progress cannot be awaited otherwise
            }
            assertServes(host.daemon("a"));
            // A container of dockerd, as far as its network is concerned.
            String peer = "/run/netns/" + host.host.getFileName() + "d";
            TestHost.run("ip", "netns", "add", Path.of(peer).getFileName().toString());
            try {
                TestHost.in(
                        host.host,
                        "ip",
                        "link",
                        "add",
                        "theirs",
                        "master",
                        "docker0",
                        "up",
                        "type",
                        "veth",
                        "peer",
                        "name",
                        "eth0",
                        "netns",
                        Path.of(peer).getFileName().toString());
                TestHost.in(Path.of(peer), "ip", "addr", "add", "172.17.0.9/16", "dev", "eth0");
                TestHost.in(Path.of(peer), "ip", "link", "set", "eth0", "up");
                TestHost.in(Path.of(peer), "ip", "route", "add", "default", "via", "172.17.0.1");
                host.serve(Path.of(peer), "tcp", 80, "theirs");
                assertAnswers(host.host, "172.17.0.9", 80, "theirs");
                Container c3 = host.daemon("b").attach("c3");
                host.serve(c3.netns(), "tcp", 80, "c3");
                assertSilent(c3.netns(), "172.17.0.9", 80);
                assertSilent(Path.of(peer), c3.address(), 80);
                assertAnswers(Path.of(peer), TestHost.ADDRESS, 8080, "c1");
            } finally {
                TestHost.run("ip", "netns", "del", Path.of(peer).getFileName().toString());
            }
        } finally {
            dockerd.destroy();
            assertTrue(dockerd.waitFor(30, TimeUnit.SECONDS));
        }
    }

    private boolean hasForwardRules() throws IOException {
        String rules = TestHost.in(host.host, "iptables", "-S");
        return rules.contains("-A FORWARD -i docker0 -o docker0") && rules.contains("-P FORWARD DROP");
    }

    @Test
    void attachAndDetachAreQuick() throws IOException {
        NetworkDaemonProcess daemon = host.daemon("a");
        assertQuick(daemon, "without a port", 25_000);
        assertQuick(daemon, "with a port", 50_000, "/8080-8180/80/tcp");
    }

    /** The limits are for the quickest, which other load on the machine disturbs least; what is printed is what counts. */
    private static void assertQuick(NetworkDaemonProcess daemon, String what, long limitMicros, String... ports)
            throws IOException {
        int times = 60;
        JsonNode sorted = daemon.ask(Map.of("op", "measure", "times", times, "ports", List.of(ports)));
        long median = sorted.get(times / 2).asLong();
        System.out.printf(
                "attach and detach %s: median %d us, min %d us, p90 %d us%n",
                what, median, sorted.get(0).asLong(), sorted.get(times * 9 / 10).asLong());
        long quickest = sorted.get(0).asLong();
        assertTrue(quickest < limitMicros, what + ": " + quickest + " us");
    }
}
