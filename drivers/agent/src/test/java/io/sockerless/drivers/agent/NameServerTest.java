package io.sockerless.drivers.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The name server of the agent's ports mode, in the namespace of a container. Needs root. */
@Timeout(60)
class NameServerTest {
    @RegisterExtension
    static final HostSession HOST = new HostSession();

    @TempDir
    Path directory;

    private Path namespace;
    private Process agent;

    @BeforeEach
    void start() throws IOException {
        namespace = directory.resolve("ns");
        HOST.client().network().createNamespace(namespace);
        agent = agent("ports", "--dir", directory.toString());
        assertEquals("ready", agent.inputReader().readLine());
    }

    @AfterEach
    void stop() {
        agent.destroyForcibly();
        HOST.client().network().deleteNamespace(namespace);
    }

    private static Process agent(String... arguments) throws IOException {
        String[] command = new String[arguments.length + 1];
        command[0] = AgentBinary.locate(Path.of("target/agent-under-test")).toString();
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private AgentConnection connect() throws IOException {
        return AgentConnection.open(directory.resolve("ports.sock"), event -> {});
    }

    private String nslookup(String name) throws Exception {
        return HostSession.run("nsenter", "--net=" + namespace, "busybox", "nslookup", name, "127.0.0.11");
    }

    @Test
    void namesOutliveTheirDaemon() throws Exception {
        String name = "web-" + HostSession.nonce();
        Map<String, Object> served = Map.of(
                "owner", "0123456789abcdef",
                "netns", namespace.toString(),
                "upstreams", List.of("192.0.2.53", "[::1]:5353"),
                "inside", true,
                "endpoints",
                        List.of(Map.of(
                                "network",
                                "n1",
                                "networkName",
                                "front",
                                "internal",
                                true,
                                "addresses",
                                List.of("10.0.0.2", "fd00::2"),
                                "names",
                                List.of(name, "alias"),
                                "links",
                                Map.of("db", name))));
        try (AgentConnection daemon = connect()) {
            daemon.request("dns-set", served, Map.class);
        }
        for (String known : List.of(name, "ALIAS", "db", "alias.front")) {
            String answer = nslookup(known);
            assertTrue(answer.contains("10.0.0.2") && answer.contains("fd00::2"), answer);
        }
        assertTrue(nslookup("10.0.0.2").contains(name + ".front"));
        try (AgentConnection next = connect()) {
            assertEquals(agent.pid(), next.hello().pid());
            assertEquals(Map.of("owners", List.of(served)), next.request("dns-list", Map.of(), Map.class));
            EngineException refused = assertThrows(
                    EngineException.class,
                    () -> next.request(
                            "dns-set",
                            Map.of("owner", "c", "netns", namespace.toString(), "upstreams", List.of("none")),
                            Map.class));
            assertEquals(ErrorKind.INVALID, refused.kind());
            next.request("dns-drop", Map.of("owner", "0123456789abcdef"), Map.class);
            next.request("dns-drop", Map.of("owner", "0123456789abcdef"), Map.class);
            assertEquals(Map.of("owners", List.of()), next.request("dns-list", Map.of(), Map.class));
        }
        assertThrows(AssertionError.class, () -> nslookup(name));
    }

    @Test
    void defaultRoutesAreReplaced() throws Exception {
        HostNetwork network = HOST.client().network();
        HostSession.run("nsenter", "--net=" + namespace, "ip", "link", "add", "eth0", "up", "type", "bridge");
        HostSession.run("nsenter", "--net=" + namespace, "ip", "address", "add", "10.0.0.2/24", "dev", "eth0");
        Process host = agent("host");
        try (AgentConnection connection =
                AgentConnection.over(host.getInputStream(), host.getOutputStream(), event -> {})) {
            for (String gateway : List.of("10.0.0.1", "10.0.0.9")) {
                connection.request(
                        "default-route",
                        Map.of("netns", namespace.toString(), "gateways", List.of(gateway), "link", "eth0"),
                        Map.class);
                assertEquals(List.of(gateway), gateways(network));
            }
            connection.request("default-route", Map.of("netns", namespace.toString()), Map.class);
            assertEquals(List.of(), gateways(network));
        }
        assertEquals(0, host.waitFor());
    }

    private List<String> gateways(HostNetwork network) {
        return network.routes(Optional.of(namespace)).stream()
                .filter(route -> route.destination().equals("0.0.0.0/0"))
                .map(HostNetwork.Route::gateway)
                .toList();
    }
}
