package io.sockerless.frontends.docker;

import io.sockerless.engine.model.Container;
import io.sockerless.engine.model.ContainerState;
import io.sockerless.engine.model.EndpointConfig;
import io.sockerless.engine.model.NetworkStatus;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** A container's places in networks: Docker's {@code EndpointSettings}. */
final class EndpointViews {
    private static final int SHORT_ID = 12;
    private static final Set<String> BUILT_IN = Set.of("bridge", "host", "none");
    private static final NetworkStatus.Endpoint NOWHERE = new NetworkStatus.Endpoint("", "", "", "", 0, "", "", 0, "");

    private EndpointViews() {}

    private static Set<String> names(Container container) {
        Map<String, NetworkStatus.Endpoint> endpoints = container.network().endpoints();
        Set<String> names = new TreeSet<>(endpoints.keySet());
        if (!container.state().alive() || endpoints.isEmpty()) {
            names.addAll(container.networks().keySet());
        }
        return names;
    }

    /** In lists there is only what the networks gave. */
    static Map<String, Object> summary(Container container) {
        Map<String, Object> json = new LinkedHashMap<>();
        for (String name : names(container)) {
            Map<String, Object> entry = endpoint(
                    Optional.ofNullable(container.network().endpoints().get(name)),
                    Optional.ofNullable(container.networks().get(name)));
            entry.put("Aliases", null);
            json.put(name, entry);
        }
        return json;
    }

    static Map<String, Object> of(Container container, ApiVersion version) {
        Map<String, NetworkStatus.Endpoint> endpoints = container.network().endpoints();
        Map<String, Object> json = new LinkedHashMap<>();
        for (String name : names(container)) {
            Optional<EndpointConfig> asked =
                    Optional.ofNullable(container.networks().get(name));
            Map<String, Object> entry = endpoint(Optional.ofNullable(endpoints.get(name)), asked);
            if (!version.before(48)) {
                entry.put(
                        "GwPriority", asked.map(EndpointConfig::gatewayPriority).orElse(0L));
            }
            if (!BUILT_IN.contains(name) && !(version.before(44) && isNew(container, name))) {
                name(entry, container, asked, version);
            }
            json.put(name, entry);
        }
        return json;
    }

    /** Whether this network was given at creation and nothing started since: dockerd adds names then only since 25. */
    private static boolean isNew(Container container, String network) {
        return container.state() instanceof ContainerState.Created
                && container.host().networkMode().equals(network);
    }

    /** Since 1.45 the names by which others find a container are apart from the aliases that its user gave. */
    private static void name(
            Map<String, Object> entry, Container container, Optional<EndpointConfig> asked, ApiVersion version) {
        List<String> aliases = asked.map(EndpointConfig::aliases).orElse(List.of());
        String shortId = container.id().substring(0, SHORT_ID);
        if (version.before(45)) {
            List<String> all = new ArrayList<>(aliases);
            all.add(shortId);
            if (!container.config().hostname().equals(shortId)) {
                all.add(container.config().hostname());
            }
            entry.put("Aliases", all);
            return;
        }
        Set<String> names = new LinkedHashSet<>();
        names.add(container.name());
        names.addAll(aliases);
        names.add(shortId);
        names.add(container.config().hostname());
        entry.put("DNSNames", names);
    }

    static Map<String, Object> endpoint(Optional<NetworkStatus.Endpoint> found, Optional<EndpointConfig> config) {
        Map<String, Object> asked = config.map(EndpointConfig::fields).orElse(Map.of());
        NetworkStatus.Endpoint endpoint = found.orElse(NOWHERE);
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("IPAMConfig", asked.get("IPAMConfig"));
        json.put("Links", asked.get("Links"));
        json.put("Aliases", asked.get("Aliases"));
        json.put("NetworkID", endpoint.networkId());
        json.put("EndpointID", endpoint.endpointId());
        json.put("Gateway", endpoint.gateway());
        json.put("IPAddress", endpoint.ipAddress());
        json.put("IPPrefixLen", endpoint.ipPrefixLen());
        json.put("IPv6Gateway", endpoint.ipv6Gateway());
        json.put("GlobalIPv6Address", endpoint.globalIpv6Address());
        json.put("GlobalIPv6PrefixLen", endpoint.globalIpv6PrefixLen());
        json.put(
                "MacAddress",
                endpoint.macAddress().isEmpty()
                        ? config.map(EndpointConfig::macAddress).orElse("")
                        : endpoint.macAddress());
        json.put("DriverOpts", asked.get("DriverOpts"));
        return json;
    }
}
