package io.sockerless.drivers.linux.network;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.sockerless.drivers.linux.network.ContainerNetwork.Sandbox;
import io.sockerless.engine.model.HostBinding;
import io.sockerless.engine.model.NetworkStatus;
import io.sockerless.engine.model.Port;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * All that is to be known about a sandbox to describe and to remove it. It is on disk before anything of the sandbox
 * exists in the kernel.
 *
 * @param boot the kernel's boot id: no sandbox outlives the machine
 * @param plugs empty for a sandbox with loopback only
 * @param nameServers whom the embedded name server asks, given by the user; empty for the host's
 */
record SandboxRecord(
        String containerId, String sandboxId, String netns, String boot, List<Plug> plugs, List<String> nameServers) {
    SandboxRecord {
        plugs = List.copyOf(plugs);
        nameServers = nameServers == null ? List.of() : List.copyOf(nameServers);
    }

    /**
     * The connection to a bridge.
     *
     * @param link name of the interface on the host
     * @param interfaceName name of the interface in the container
     * @param address6 empty for none; then the prefix and the gateway mean nothing
     * @param names under which other containers of the network find this one; none in the default bridge
     * @param links names that only this container knows, and the names that they stand for
     * @param priority the network with the highest has the default route
     * @param linkLocal further addresses, in CIDR
     */
    record Plug(
            String networkName,
            String networkId,
            String endpointId,
            String address,
            int prefix,
            String gateway,
            String mac,
            String link,
            List<Publication> publications,
            String interfaceName,
            String address6,
            int prefix6,
            String gateway6,
            List<String> names,
            Map<String, String> links,
            long priority,
            boolean internal,
            List<String> linkLocal) {
        Plug {
            publications = List.copyOf(publications);
            interfaceName = interfaceName == null ? "eth0" : interfaceName;
            address6 = address6 == null ? "" : address6;
            gateway6 = gateway6 == null ? "" : gateway6;
            names = names == null ? List.of() : List.copyOf(names);
            links = links == null ? Map.of() : Map.copyOf(links);
            linkLocal = linkLocal == null ? List.of() : List.copyOf(linkLocal);
        }

        Plug with(List<Publication> next) {
            return new Plug(
                    networkName,
                    networkId,
                    endpointId,
                    address,
                    prefix,
                    gateway,
                    mac,
                    link,
                    next,
                    interfaceName,
                    address6,
                    prefix6,
                    gateway6,
                    names,
                    links,
                    priority,
                    internal,
                    linkLocal);
        }

        Plug named(List<String> next) {
            return new Plug(
                    networkName,
                    networkId,
                    endpointId,
                    address,
                    prefix,
                    gateway,
                    mac,
                    link,
                    publications,
                    interfaceName,
                    address6,
                    prefix6,
                    gateway6,
                    next,
                    links,
                    priority,
                    internal,
                    linkLocal);
        }

        /** CIDR. */
        @JsonIgnore
        List<String> addresses() {
            List<String> all = new ArrayList<>(List.of(address + "/" + prefix));
            if (!address6.isEmpty()) {
                all.add(address6 + "/" + prefix6);
            }
            all.addAll(linkLocal);
            return all;
        }

        @JsonIgnore
        List<String> gateways() {
            return gateway6.isEmpty() ? List.of(gateway) : List.of(gateway, gateway6);
        }
    }

    SandboxRecord with(List<Plug> next) {
        return new SandboxRecord(containerId, sandboxId, netns, boot, next, nameServers);
    }

    @JsonIgnore
    Path netnsPath() {
        return Path.of(netns);
    }

    @JsonIgnore
    List<Publication> publications() {
        return plugs.stream().flatMap(plug -> plug.publications().stream()).toList();
    }

    /** The connection that leads outside; by Docker's order. */
    @JsonIgnore
    Optional<Plug> outward() {
        return outward(plugs.stream());
    }

    static Optional<Plug> outward(Stream<Plug> plugs) {
        return plugs.filter(plug -> !plug.internal())
                .min(Comparator.comparingLong((Plug plug) -> -plug.priority()).thenComparing(Plug::networkName));
    }

    Optional<Plug> plug(String networkId) {
        return plugs.stream().filter(p -> p.networkId().equals(networkId)).findFirst();
    }

    /** Whether the embedded name server serves it. */
    @JsonIgnore
    boolean isNamed() {
        return plugs.stream().anyMatch(plug -> !plug.names().isEmpty());
    }

    @JsonIgnore
    Sandbox sandbox() {
        return new Sandbox(netnsPath(), new NetworkStatus(sandboxId, netns, endpoints(), ports()));
    }

    private Map<String, NetworkStatus.Endpoint> endpoints() {
        Map<String, NetworkStatus.Endpoint> endpoints = new TreeMap<>();
        for (Plug plug : plugs) {
            endpoints.put(
                    plug.networkName(),
                    new NetworkStatus.Endpoint(
                            plug.networkId(),
                            plug.endpointId(),
                            plug.gateway(),
                            plug.address(),
                            plug.prefix(),
                            plug.gateway6(),
                            plug.address6(),
                            plug.prefix6(),
                            plug.mac()));
        }
        return endpoints;
    }

    private Map<Port, List<HostBinding>> ports() {
        Map<Port, List<HostBinding>> ports = new TreeMap<>();
        for (Publication each : publications()) {
            ports.computeIfAbsent(each.port(), p -> new ArrayList<>()).add(each.binding());
        }
        return ports;
    }
}
