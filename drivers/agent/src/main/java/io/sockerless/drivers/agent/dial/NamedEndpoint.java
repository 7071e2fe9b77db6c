package io.sockerless.drivers.agent.dial;

import java.util.List;
import java.util.Map;

/**
 * A container's place in a network, for an agent's name server.
 *
 * @param network its id
 * @param internal whether nothing outside is asked for names that nobody in the network has
 * @param names by which the others find it; the first is the one that its addresses stand for
 * @param links names that only this container knows, and those that they stand for
 */
public record NamedEndpoint(
        String network,
        String networkName,
        boolean internal,
        List<String> addresses,
        List<String> names,
        Map<String, String> links) {
    public NamedEndpoint {
        addresses = List.copyOf(addresses);
        names = List.copyOf(names);
        links = Map.copyOf(links);
    }
}
