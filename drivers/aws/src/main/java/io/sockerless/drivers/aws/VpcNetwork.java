package io.sockerless.drivers.aws;

import io.sockerless.drivers.spi.HasNetworks;
import io.sockerless.drivers.spi.TaskSpec;
import io.sockerless.drivers.spi.TaskSpec.NetworkSpec;
import io.sockerless.drivers.spi.TaskSpec.PortRequest;
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
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import software.amazon.awssdk.services.ecs.model.KeyValuePair;
import software.amazon.awssdk.services.ecs.model.Task;

/**
 * The subnets, as the network {@code bridge}; each task has an address of its own in them. Networks that clients make are
 * names by which containers find each other there.
 */
record VpcNetwork(EcsConfig config, Function<TaskSpec, NetworkStatus> reconnected) implements HasNetworks {
    /** No client needs it, and the subnets may be many. */
    private static final String ANYWHERE = "0.0.0.0/0";

    private static final String ADDRESS = "privateIPv4Address";

    @Override
    public BridgeInfo defaultBridge() {
        String id = Digest.sha256(String.join(",", config.subnets()).getBytes(StandardCharsets.UTF_8))
                .hex();
        return new BridgeInfo(id, ANYWHERE, "", Map.of("io.sockerless.subnets", String.join(",", config.subnets())));
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
        if (request.internal()
                || request.ipv6()
                || !request.pools().isEmpty()
                || !request.options().isEmpty()) {
            throw EngineException.notImplemented("driver ecs: network " + request.name()
                    + ": all tasks are in the same subnets, which give the addresses; a network can have no pools,"
                    + " options or IPv6 of its own and cannot be internal");
        }
        return List.of();
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
        return reconnected.apply(container);
    }

    /** The ports to publish. */
    static List<PortRequest> requests(TaskSpec spec) {
        return spec.network() instanceof NetworkSpec.Bridge bridge ? bridge.ports() : List.of();
    }

    static boolean hasAddress(Task task) {
        return task.attachments().stream()
                .flatMap(attachment -> attachment.details().stream())
                .anyMatch(detail -> detail.name().equals(ADDRESS) && detail.value() != null);
    }

    static String address(Optional<Task> task) {
        return details(task).getOrDefault(ADDRESS, "");
    }

    private static Map<String, String> details(Optional<Task> task) {
        Map<String, String> details = new HashMap<>();
        task.stream()
                .flatMap(one -> one.attachments().stream())
                .flatMap(attachment -> attachment.details().stream())
                .filter(detail -> detail.value() != null)
                .forEach((KeyValuePair detail) -> details.put(detail.name(), detail.value()));
        return details;
    }

    /** Its address, as the service tells it. */
    static NetworkStatus status(TaskSpec spec, Optional<Task> task, Map<Port, List<HostBinding>> ports) {
        Map<String, String> details = details(task);
        Map<String, NetworkStatus.Endpoint> endpoints = new HashMap<>();
        if (spec.network() instanceof NetworkSpec.Bridge bridge) {
            bridge.endpoints()
                    .forEach(endpoint -> endpoints.put(
                            endpoint.networkName(),
                            new NetworkStatus.Endpoint(
                                    endpoint.networkId(),
                                    details.getOrDefault("networkInterfaceId", ""),
                                    "",
                                    details.getOrDefault(ADDRESS, ""),
                                    0,
                                    "",
                                    "",
                                    0,
                                    details.getOrDefault("macAddress", ""))));
        }
        return new NetworkStatus("", "", endpoints, ports);
    }
}
