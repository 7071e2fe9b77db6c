package io.sockerless.engine.core.container;

import io.sockerless.drivers.spi.TaskSpec.Endpoint;
import io.sockerless.engine.core.container.NetworkSource.NetworkRef;
import io.sockerless.engine.model.Container;
import io.sockerless.engine.model.ContainerConfig;
import io.sockerless.engine.model.EndpointConfig;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import io.sockerless.engine.model.HostConfig;
import io.sockerless.engine.model.Names;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Which networks a container is in, and how it is called there. */
public final class Memberships {
    private static final int SHORT_ID = 12;

    private final NetworkSource networks;
    private final ContainerIndex index;

    Memberships(NetworkSource networks, ContainerIndex index) {
        this.networks = networks;
        this.index = index;
    }

    /** The name of the network that a mode means; not for container:X. */
    public static String networkName(HostConfig host) {
        String mode = host.networkMode();
        return mode.equals("default") || mode.isEmpty() ? "bridge" : mode;
    }

    /** What the client asked for, by the names of networks as they are now; its mode's network if nothing else. */
    Map<String, EndpointConfig> settle(HostConfig host, ContainerConfig config, Map<String, EndpointConfig> asked) {
        if (host.networkMode().startsWith("container:") || config.networkDisabled()) {
            return asked;
        }
        Map<String, EndpointConfig> settled = new LinkedHashMap<>();
        asked.forEach((ref, endpoint) -> settled.put(canonical(ref), endpoint));
        if (settled.isEmpty()) {
            settled.put(canonical(networkName(host)), new EndpointConfig(Map.of()));
        }
        return settled;
    }

    private String canonical(String ref) {
        String name = ref.equals("default") ? "bridge" : ref;
        return networks.find(name).map(NetworkRef::name).orElse(ref.equals("default") ? "none" : name);
    }

    /** By network name; the mode's network for a container that is in no other. Empty for container:X. */
    public static Map<String, EndpointConfig> of(Container container) {
        if (container.host().networkMode().startsWith("container:")
                || container.config().networkDisabled()) {
            return Map.of();
        }
        return container.networks().isEmpty()
                ? Map.of(networkName(container.host()), new EndpointConfig(Map.of()))
                : container.networks();
    }

    /** The mode's network comes first, as its interface does. */
    private List<String> inOrder(Container container) {
        String first = canonical(networkName(container.host()));
        Comparator<String> byName = Comparator.comparing((String name) -> !name.equals(first));
        return of(container).keySet().stream()
                .sorted(byName.thenComparing(Comparator.naturalOrder()))
                .toList();
    }

    /** @throws EngineException NOT_FOUND when a network does not exist (any more) */
    List<NetworkRef> networks(Container container) {
        return inOrder(container).stream().map(this::network).toList();
    }

    /** Those that exist. */
    List<NetworkRef> present(Container container) {
        return inOrder(container).stream()
                .map(networks::find)
                .flatMap(Optional::stream)
                .toList();
    }

    private NetworkRef network(String name) {
        return networks.find(name).orElseThrow(() -> EngineException.notFound("network " + name + " not found"));
    }

    /** Its places in bridge networks. */
    List<Endpoint> endpoints(Container container) {
        List<Endpoint> endpoints = new ArrayList<>();
        for (String key : inOrder(container)) {
            NetworkRef network = network(key);
            EndpointConfig asked = of(container).get(key);
            check(network, asked);
            String mac = asked.macAddress().isEmpty() && endpoints.isEmpty()
                    ? container.config().macAddress()
                    : asked.macAddress();
            endpoints.add(new Endpoint(
                    network.name(),
                    network.id(),
                    given(mac),
                    given(asked.ipv4Address()),
                    given(asked.ipv6Address()),
                    asked.linkLocal(),
                    network.userDefined() ? names(container, asked) : List.of(),
                    network.userDefined() ? links(asked) : Map.of(),
                    asked.gatewayPriority()));
        }
        return endpoints;
    }

    private static Optional<String> given(String text) {
        return Optional.of(text).filter(t -> !t.isEmpty());
    }

    /** In dockerd's order, the name that reverse look-ups give first. */
    private static List<String> names(Container container, EndpointConfig asked) {
        Set<String> names = new LinkedHashSet<>();
        names.add(container.name());
        names.addAll(asked.aliases());
        names.add(container.id().substring(0, SHORT_ID));
        names.add(container.config().hostname());
        return List.copyOf(names);
    }

    private Map<String, String> links(EndpointConfig asked) {
        Map<String, String> links = new HashMap<>();
        for (String link : asked.links()) {
            int colon = link.indexOf(':');
            // Whoever has that name when it is asked for: it need not be there yet.
            String asNamed = colon < 0 ? link : link.substring(0, colon);
            String target =
                    index.find(asNamed).map(found -> found.container().name()).orElse(asNamed);
            links.put(colon < 0 ? link : link.substring(colon + 1), target);
        }
        return links;
    }

    /** What an endpoint may not ask of a network. */
    static void check(NetworkRef network, EndpointConfig asked) {
        boolean address = !asked.ipv4Address().isEmpty() || !asked.ipv6Address().isEmpty();
        if (!network.userDefined()) {
            require(
                    !address,
                    ErrorKind.INVALID,
                    "user specified IP address is supported on user defined networks only");
            require(
                    asked.aliases().isEmpty(),
                    ErrorKind.INVALID,
                    "network-scoped alias is supported only for containers in user defined networks");
            return;
        }
        require(
                (asked.ipv4Address().isEmpty() || network.configured4())
                        && (asked.ipv6Address().isEmpty() || network.configured6()),
                ErrorKind.INVALID,
                "user specified IP address is supported only when connecting to networks with user configured subnets");
        require(
                asked.ipv4Address().isEmpty() || Names.isIpv4(asked.ipv4Address()),
                ErrorKind.INTERNAL,
                "Invalid IPv4 address: " + asked.ipv4Address() + ")");
        require(
                asked.linkLocal().stream().allMatch(ip -> Names.isIpv4(ip) || Names.isIpv6(ip)),
                ErrorKind.INTERNAL,
                "Invalid link-local IP address: [" + String.join(" ", asked.linkLocal()) + "])");
    }

    private static void require(boolean holds, ErrorKind kind, String message) {
        if (!holds) {
            throw new EngineException(kind, message);
        }
    }
}
