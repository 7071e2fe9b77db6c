package io.sockerless.drivers.aws;

import io.sockerless.drivers.spi.HasNetworks;
import io.sockerless.drivers.spi.TaskSpec;
import io.sockerless.drivers.spi.TaskSpec.NetworkSpec;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.HostBinding;
import io.sockerless.engine.model.NetworkStatus;
import io.sockerless.engine.model.Port;
import io.sockerless.engine.model.image.Digest;
import io.sockerless.engine.model.network.IpamPool;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The way out that functions have, as the network {@code bridge}. Nobody reaches them, and so there are no others. */
final class LambdaNetwork implements HasNetworks {
    private static final String ANYWHERE = "0.0.0.0/0";

    @Override
    public BridgeInfo defaultBridge() {
        String id = Digest.sha256("lambda".getBytes(StandardCharsets.UTF_8)).hex();
        return new BridgeInfo(id, ANYWHERE, "", Map.of());
    }

    @Override
    public List<String> nameServers() {
        return List.of();
    }

    @Override
    public Set<String> networkDrivers() {
        return Set.of("bridge");
    }

    @Override
    public List<IpamPool> createNetwork(NetworkRequest request) {
        throw EngineException.notImplemented("driver lambda: network " + request.name()
                + ": functions have no addresses at which others could reach them; ports can be published by -p");
    }

    @Override
    public void removeNetwork(String id) {
        // There are none.
    }

    @Override
    public void retainNetworks(Set<String> ids) {
        // There are none.
    }

    @Override
    public NetworkStatus reconnect(TaskSpec container) {
        throw EngineException.notImplemented(
                "driver lambda: a running container: functions keep the network that they began with");
    }

    static NetworkStatus status(TaskSpec spec, Map<Port, List<HostBinding>> ports) {
        Map<String, NetworkStatus.Endpoint> endpoints = new HashMap<>();
        if (spec.network() instanceof NetworkSpec.Bridge bridge) {
            bridge.endpoints()
                    .forEach(endpoint -> endpoints.put(
                            endpoint.networkName(),
                            new NetworkStatus.Endpoint(endpoint.networkId(), "", "", "", 0, "", "", 0, "")));
        }
        return new NetworkStatus("", "", endpoints, ports);
    }
}
