package io.sockerless.drivers.linux.network;

import io.sockerless.drivers.linux.network.SandboxRecord.Plug;
import io.sockerless.drivers.spi.TaskSpec.Endpoint;
import io.sockerless.drivers.spi.TaskSpec.PortRequest;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;

/** Chooses what connections are made of: addresses, names of interfaces, published ports. */
final class Plugs {
    private static final int ENDPOINT_BYTES = 32;
    private static final int LINK_BYTES = 4;

    private final NetworkConfig config;
    private final Bridges bridges;
    private final HostPorts ports;
    private final IntFunction<String> random;

    /** @param random as many bytes, in hexadecimal digits */
    Plugs(NetworkConfig config, Bridges bridges, HostPorts ports, IntFunction<String> random) {
        this.config = config;
        this.bridges = bridges;
        this.ports = ports;
        this.random = random;
    }

    /** All of them, or none. */
    List<Plug> choose(List<Endpoint> endpoints, Set<String> interfaces) {
        List<Plug> chosen = new ArrayList<>();
        Set<String> taken = new java.util.HashSet<>(interfaces);
        try {
            for (Endpoint endpoint : endpoints) {
                Plug plug = choose(endpoint, taken);
                taken.add(plug.interfaceName());
                chosen.add(plug);
            }
            return chosen;
        } catch (EngineException e) {
            release(chosen);
            throw e;
        }
    }

    private Plug choose(Endpoint endpoint, Set<String> interfaces) {
        Bridge to = bridges.get(endpoint.networkName(), endpoint.networkId());
        BridgeSettings settings = to.settings();
        String address = address(endpoint, to);
        String address6 = "";
        try {
            if (to.addresses6().isPresent()) {
                AddressPool6 pool = to.addresses6().get();
                address6 = endpoint.ipv6Address().map(pool::claim).orElseGet(pool::allocate);
            }
        } catch (EngineException e) {
            to.addresses().release(address);
            throw e;
        }
        return new Plug(
                endpoint.networkName(),
                settings.id(),
                random.apply(ENDPOINT_BYTES),
                address,
                settings.range().prefix(),
                settings.gateway(),
                endpoint.macAddress().orElseGet(() -> Ipv4.hardwareAddress(address)),
                config.link(random.apply(LINK_BYTES)),
                List.of(),
                free(settings.interfacePrefix(), interfaces),
                address6,
                address6.isEmpty() ? 0 : Subnet6.parse(settings.subnet6()).prefix(),
                settings.gateway6(),
                endpoint.names(),
                endpoint.links(),
                endpoint.priority(),
                settings.internal(),
                endpoint.linkLocal().stream().map(Plugs::linkLocal).toList());
    }

    /** With the length of prefix that all link-local addresses have. */
    private static String linkLocal(String address) {
        return address + (address.contains(":") ? "/64" : "/16");
    }

    private static String address(Endpoint endpoint, Bridge to) {
        try {
            return endpoint.ipv4Address().map(to.addresses()::claim).orElseGet(to.addresses()::allocate);
        } catch (EngineException e) {
            if (endpoint.ipv4Address().isPresent()) {
                throw e;
            }
            throw new EngineException(
                    ErrorKind.INTERNAL,
                    "no available IPv4 addresses on this network's address pools: " + endpoint.networkName() + " ("
                            + to.settings().id() + ")",
                    e);
        }
    }

    private static String free(String prefix, Set<String> taken) {
        int number = 0;
        while (taken.contains(prefix + number)) {
            number++;
        }
        return prefix + number;
    }

    /** The plug that leads outside gets the published ports; a container without one publishes nothing. */
    List<Plug> publish(String containerId, String containerName, List<Plug> plugs, List<PortRequest> requests) {
        Plug outward = SandboxRecord.outward(plugs.stream()).orElse(null);
        if (outward == null || requests.isEmpty()) {
            return plugs;
        }
        String binding = bridges.get(outward.networkName(), outward.networkId())
                .settings()
                .hostBinding();
        List<PortRequest> bound = requests.stream()
                .map(r -> r.hostIp().isEmpty() && !binding.isEmpty()
                        ? new PortRequest(r.port(), binding, r.hostPortStart(), r.hostPortEnd())
                        : r)
                .toList();
        try {
            List<Publication> published = ports.publish(containerId, outward.address(), bound);
            return plugs.stream()
                    .map(plug -> plug == outward ? plug.with(published) : plug)
                    .toList();
        } catch (EngineException e) {
            throw new EngineException(
                    e.kind(),
                    "driver failed programming external connectivity on endpoint " + containerName + " ("
                            + outward.endpointId() + "): " + e.getMessage(),
                    e);
        }
    }

    void release(List<Plug> plugs) {
        plugs.forEach(plug -> bridges.get(plug.networkName(), plug.networkId()).release(plug));
    }
}
