package io.sockerless.engine.model.network;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A network that somebody made, as Docker describes it. Immutable.
 *
 * @param id 64 hexadecimal digits
 * @param scope {@code local}
 * @param pools as the client gave them
 * @param settled the same with what the driver chose
 */
public record NetworkDescription(
        String name,
        String id,
        Instant created,
        String scope,
        String driver,
        boolean enableIpv6,
        String ipamDriver,
        Map<String, String> ipamOptions,
        List<IpamPool> pools,
        List<IpamPool> settled,
        boolean internal,
        boolean attachable,
        Map<String, String> options,
        Map<String, String> labels) {
    public NetworkDescription {
        pools = List.copyOf(pools);
        settled = List.copyOf(settled);
        ipamOptions = Map.copyOf(ipamOptions);
        options = Map.copyOf(options);
        labels = Map.copyOf(labels);
    }
}
