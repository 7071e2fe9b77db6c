package io.sockerless.engine.core.network;

import io.sockerless.drivers.spi.HasNetworks;
import io.sockerless.engine.core.Networks.Ipam;
import io.sockerless.engine.core.Networks.Network;
import io.sockerless.engine.core.container.NetworkSource.NetworkRef;
import io.sockerless.engine.model.Container;
import io.sockerless.engine.model.network.IpamPool;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The networks that exist without being made: bridge, host and none. */
public final class BuiltInNetworks {
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

    Stream<Network> all() {
        List<Network> networks = new ArrayList<>();
        driver.ifPresent(networking -> networks.add(bridge(networking.defaultBridge())));
        networks.add(plain("host", ids.host()));
        networks.add(plain("none", ids.none()));
        return networks.stream();
    }

    Optional<NetworkRef> find(String ref) {
        if (ref.equals("host") || ref.equals(ids.host())) {
            return Optional.of(NetworkRef.builtIn("host", ids.host(), "host"));
        }
        if (ref.equals("none") || ref.equals(ids.none())) {
            return Optional.of(NetworkRef.builtIn("none", ids.none(), "null"));
        }
        return driver.map(HasNetworks::defaultBridge)
                .filter(bridge -> ref.equals("bridge") || ref.equals(bridge.id()))
                .map(bridge -> NetworkRef.builtIn("bridge", bridge.id(), "bridge"));
    }

    private Network bridge(HasNetworks.BridgeInfo info) {
        Ipam ipam = new Ipam("default", Map.of(), List.of(new IpamPool(info.subnet(), "", info.gateway(), Map.of())));
        return network("bridge", info.id(), "bridge", ipam, info.options());
    }

    private Network plain(String name, String id) {
        return network(
                name, id, name.equals("none") ? "null" : name, new Ipam("default", Map.of(), List.of()), Map.of());
    }

    private Network network(String name, String id, String driverName, Ipam ipam, Map<String, String> options) {
        return new Network(
                name,
                id,
                ids.created(),
                "local",
                driverName,
                false,
                ipam,
                false,
                false,
                EndpointViews.of(id, name, containers.get()),
                options,
                Map.of(),
                true);
    }
}
