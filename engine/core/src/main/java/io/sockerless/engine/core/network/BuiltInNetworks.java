package io.sockerless.engine.core.network;

import io.sockerless.drivers.spi.HasNetworks;
import io.sockerless.engine.core.Networks;
import io.sockerless.engine.core.container.NetworkSource;
import io.sockerless.engine.model.Container;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.NetworkStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** The networks that exist without being made: bridge, host and none. */
public final class BuiltInNetworks implements Networks, NetworkSource {
    private final Optional<HasNetworks> driver;
    private final NetworkIds ids;
    private final Supplier<Collection<Container>> containers;

    /**
     * The ids of networks that no driver names.
     *
     * @param created when the engine's state was made
     */
    public record NetworkIds(String host, String none, Instant created) {}

    public BuiltInNetworks(Optional<HasNetworks> driver, NetworkIds ids, Supplier<Collection<Container>> containers) {
        this.driver = driver;
        this.ids = ids;
        this.containers = containers;
    }

    @Override
    public List<Network> list(Map<String, List<String>> filters) {
        NetworkFilter filter = NetworkFilter.of(filters);
        return all().stream().filter(filter::matches).toList();
    }

    @Override
    public Network get(String ref) {
        List<Network> all = all();
        return all.stream()
                .filter(network -> network.id().equals(ref) || network.name().equals(ref))
                .findFirst()
                .orElseGet(() -> byPrefix(all, ref));
    }

    @Override
    public Optional<NetworkRef> find(String ref) {
        return all().stream()
                .filter(network -> network.id().equals(ref) || network.name().equals(ref))
                .findFirst()
                .map(network -> new NetworkRef(network.name(), network.id(), network.driver()));
    }

    private static Network byPrefix(List<Network> all, String ref) {
        List<Network> found = all.stream()
                .filter(network -> !ref.isEmpty() && network.id().startsWith(ref))
                .toList();
        if (found.size() > 1) {
            throw EngineException.invalid(
                    "network " + ref + " is ambiguous (" + found.size() + " matches found on ID prefix)");
        }
        return found.stream().findFirst().orElseThrow(() -> EngineException.notFound("network " + ref + " not found"));
    }

    private List<Network> all() {
        List<Network> networks = new ArrayList<>();
        driver.ifPresent(networking -> networks.add(bridge(networking.defaultBridge())));
        networks.add(plain("host", ids.host()));
        networks.add(plain("none", ids.none()));
        return networks;
    }

    private Network bridge(HasNetworks.BridgeInfo info) {
        Map<String, Object> ipam = ipam(List.of(Map.of("Subnet", info.subnet(), "Gateway", info.gateway())));
        return new Network(
                "bridge",
                info.id(),
                ids.created(),
                "local",
                "bridge",
                ipam,
                endpoints("bridge"),
                info.options(),
                Map.of());
    }

    private Network plain(String name, String id) {
        String networkDriver = name.equals("none") ? "null" : name;
        return new Network(
                name, id, ids.created(), "local", networkDriver, ipam(List.of()), endpoints(name), Map.of(), Map.of());
    }

    private static Map<String, Object> ipam(List<Map<String, String>> config) {
        Map<String, Object> ipam = new LinkedHashMap<>();
        ipam.put("Driver", "default");
        ipam.put("Options", null);
        ipam.put("Config", config);
        return ipam;
    }

    private Map<String, Map<String, Object>> endpoints(String network) {
        Map<String, Map<String, Object>> found = new HashMap<>();
        for (Container container : containers.get()) {
            NetworkStatus.Endpoint endpoint = container.network().endpoints().get(network);
            if (endpoint != null && container.state().alive()) {
                Map<String, Object> entry = new LinkedHashMap<>();
                entry.put("Name", container.name());
                entry.put("EndpointID", endpoint.endpointId());
                entry.put("MacAddress", endpoint.macAddress());
                entry.put("IPv4Address", withPrefix(endpoint.ipAddress(), endpoint.ipPrefixLen()));
                entry.put("IPv6Address", withPrefix(endpoint.globalIpv6Address(), endpoint.globalIpv6PrefixLen()));
                found.put(container.id(), entry);
            }
        }
        return found;
    }

    private static String withPrefix(String address, int prefix) {
        return address.isEmpty() ? "" : address + "/" + prefix;
    }
}
