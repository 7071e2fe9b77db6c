package io.sockerless.simulators.aws.lambda;

import com.fasterxml.jackson.databind.JsonNode;
import io.sockerless.simulators.kernel.docker.DockerEngine;
import io.sockerless.simulators.kernel.docker.DockerException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/**
 * The network of all functions' containers. They do not reach each other, but this machine at the network's gateway, where
 * each finds its own Runtime API, and all of them the simulated cloud.
 */
final class FunctionNetwork {
    private final DockerEngine engine;
    private final String name;
    private final Map<String, String> labels;
    private final CountDownLatch served = new CountDownLatch(1);
    private volatile InetSocketAddress cloud;
    private Optional<CloudDoor> door = Optional.empty();

    /** @param cloud the URL of the simulated cloud, for functions */
    record Place(InetAddress gateway, String cloud) {}

    FunctionNetwork(DockerEngine engine, String mark, Map<String, String> labels) {
        this.engine = engine;
        this.name = "lambda-" + mark.substring(0, 8);
        this.labels = labels;
    }

    String name() {
        return name;
    }

    /** @param authority where the cloud is, host and port */
    void served(String authority) {
        URI uri = URI.create("http://" + authority);
        cloud = new InetSocketAddress(uri.getHost(), uri.getPort());
        served.countDown();
    }

    /** Makes the network, unless there is one. */
    synchronized Place place() throws IOException, InterruptedException {
        served.await();
        JsonNode network = engine.network(name, Map.of("com.docker.network.bridge.enable_icc", "false"), labels);
        for (JsonNode subnet : network.path("IPAM").path("Config")) {
            String gateway = subnet.path("Gateway").asText();
            if (gateway.matches("\\d+(\\.\\d+){3}")) {
                InetAddress address = InetAddress.getByName(gateway);
                if (door.isEmpty()) {
                    door = Optional.of(CloudDoor.open(
                            address, Subnet.parse(subnet.path("Subnet").asText()), cloud));
                }
                return new Place(address, door.get().url());
            }
        }
        throw new IOException("the engine's network " + name + " has no gateway");
    }

    /** @throws DockerException while somebody is in it */
    synchronized void remove() throws IOException {
        door.ifPresent(CloudDoor::close);
        door = Optional.empty();
        engine.removeNetwork(name);
    }
}
