package io.sockerless.engine.core.network;

import io.sockerless.engine.model.Container;
import io.sockerless.engine.model.NetworkStatus;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** Who is connected to a network now: the {@code Containers} of its description. */
final class EndpointViews {
    private EndpointViews() {}

    static Map<String, Map<String, Object>> of(String id, String name, Collection<Container> containers) {
        Map<String, Map<String, Object>> found = new HashMap<>();
        for (Container container : containers) {
            NetworkStatus.Endpoint endpoint = container.network().endpoints().get(name);
            if (endpoint != null
                    && container.state().alive()
                    && endpoint.networkId().equals(id)) {
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
