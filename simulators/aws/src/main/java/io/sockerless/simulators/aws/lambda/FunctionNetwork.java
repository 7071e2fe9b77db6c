package io.sockerless.simulators.aws.lambda;

import com.fasterxml.jackson.databind.JsonNode;
import io.sockerless.simulators.kernel.docker.DockerEngine;
import io.sockerless.simulators.kernel.docker.DockerException;
import java.io.IOException;
import java.net.InetAddress;
import java.util.Map;

/**
 * The network of all functions' containers. They do not reach each other, but this machine at the network's gateway, where
 * each finds its own Runtime API.
 */
final class FunctionNetwork {
    private final DockerEngine engine;
    private final String name;
    private final Map<String, String> labels;

    FunctionNetwork(DockerEngine engine, String mark, Map<String, String> labels) {
        this.engine = engine;
        this.name = "lambda-" + mark.substring(0, 8);
        this.labels = labels;
    }

    String name() {
        return name;
    }

    /** Makes the network, unless there is one. */
    synchronized InetAddress gateway() throws IOException {
        JsonNode network = engine.network(name, Map.of("com.docker.network.bridge.enable_icc", "false"), labels);
        for (JsonNode subnet : network.path("IPAM").path("Config")) {
            String gateway = subnet.path("Gateway").asText();
            if (gateway.matches("\\d+(\\.\\d+){3}")) {
                return InetAddress.getByName(gateway);
            }
        }
        throw new IOException("the engine's network " + name + " has no gateway");
    }

    /** @throws DockerException while somebody is in it */
    void remove() throws IOException {
        engine.removeNetwork(name);
    }
}
