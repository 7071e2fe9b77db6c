package io.sockerless.engine.model;

import java.util.List;
import java.util.Map;

/**
 * What a running container got from the network.
 *
 * @param sandboxKey path of the network namespace, empty where there is none
 * @param endpoints by network name; empty for host, none and container:X
 * @param ports published ports; a port that is exposed but not published maps to an empty list
 */
public record NetworkStatus(
        String sandboxId, String sandboxKey, Map<String, Endpoint> endpoints, Map<Port, List<HostBinding>> ports) {
    public static final NetworkStatus NONE = new NetworkStatus("", "", Map.of(), Map.of());

    public NetworkStatus {
        endpoints = Map.copyOf(endpoints);
        ports = Map.copyOf(ports);
    }

    /** One address in one network; texts are empty where there is no such address. */
    public record Endpoint(
            String networkId,
            String endpointId,
            String gateway,
            String ipAddress,
            int ipPrefixLen,
            String ipv6Gateway,
            String globalIpv6Address,
            int globalIpv6PrefixLen,
            String macAddress) {}
}
