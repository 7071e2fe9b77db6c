package io.sockerless.features.external.testcontainers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.FixedHostPortGenericContainer;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.Wait;

/** Who reaches whom. */
class Networks {
    private final String word = Busybox.word();

    @Test
    void byAlias() throws Exception {
        try (var network = Network.newNetwork();
                var server = Busybox.serving(word).withNetwork(network).withNetworkAliases("one", "a-" + word);
                var client = Busybox.idle().withNetwork(network)) {
            server.start();
            client.start();
            for (var name : List.of("one", "a-" + word, server.getContainerId().substring(0, 12))) {
                var reply = client.execInContainer("wget", "-qO-", "http://" + name + ":8080/word");
                assertEquals(word + "\n", reply.getStdout(), reply.getStderr());
            }
        }
    }

    @Test
    void notFromAnother() throws Exception {
        try (var network = Network.newNetwork();
                var other = Network.newNetwork();
                var server = Busybox.serving(word).withNetwork(network).withNetworkAliases("one");
                var client = Busybox.idle().withNetwork(other)) {
            server.start();
            client.start();
            var reply = client.execInContainer("wget", "-T", "2", "-qO-", "http://one:8080/word");
            assertNotEquals(0, reply.getExitCode());
            assertEquals("", reply.getStdout());
        }
    }

    @Test
    void aClosedOneIsGone() {
        var docker = DockerClientFactory.instance().client();
        String id;
        try (var network = Network.newNetwork()) {
            id = network.getId();
            assertEquals(1, docker.listNetworksCmd().withIdFilter(id).exec().size());
        }
        assertEquals(List.of(), docker.listNetworksCmd().withIdFilter(id).exec());
    }

    @Test
    void byMappedPorts() throws Exception {
        try (var container = Busybox.serving(word)
                .withExposedPorts(8080, 8081)
                .waitingFor(Wait.forHttp("/word").forPort(8080))) {
            container.start();
            assertNotEquals(container.getMappedPort(8080), container.getMappedPort(8081));
            assertEquals(List.of(8080, 8081), container.getExposedPorts());
            assertEquals(word + "\n", get(container, 8080));
        }
    }

    @Test
    @SuppressWarnings("deprecation") // Discouraged, and used.
    void byAFixedPort() throws Exception {
        try (var container = new FixedHostPortGenericContainer<>("busybox:latest")
                .withFixedExposedPort(18_080, 8080)
                .withCommand("sh", "-c", "mkdir /www; echo " + word + " >/www/word; exec httpd -f -p 8080 -h /www")) {
            container.start();
            assertEquals(18_080, container.getMappedPort(8080));
            assertEquals(word + "\n", get(container, 8080));
        }
    }

    @Test
    void namesOfHostsThatTheTestGives() throws Exception {
        try (var container = Busybox.idle().withExtraHost("h" + word, "10.9.8.7")) {
            container.start();
            assertTrue(
                    container.execInContainer("cat", "/etc/hosts").getStdout().contains("10.9.8.7\th" + word));
        }
    }

    @Test
    void withoutANetwork() throws Exception {
        try (var container = Busybox.idle().withNetworkMode("none")) {
            container.start();
            assertEquals(
                    "lo\n", container.execInContainer("ls", "/sys/class/net").getStdout());
        }
    }

    private static String get(GenericContainer<?> container, int port) throws Exception {
        var place = URI.create("http://" + container.getHost() + ":" + container.getMappedPort(port) + "/word");
        try (var client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(place).build(), BodyHandlers.ofString())
                    .body();
        }
    }
}
