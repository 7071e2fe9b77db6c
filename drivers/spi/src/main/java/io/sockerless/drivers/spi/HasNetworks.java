package io.sockerless.drivers.spi;

import io.sockerless.engine.model.NetworkStatus;
import io.sockerless.engine.model.network.IpamPool;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A driver that connects containers with each other and with the outside. */
public interface HasNetworks {
    /**
     * The default bridge network as it is on this host.
     *
     * @param id stable over restarts
     * @param subnet CIDR
     * @param options Docker's {@code com.docker.network.bridge.*} options
     */
    record BridgeInfo(String id, String subnet, String gateway, Map<String, String> options) {}

    BridgeInfo defaultBridge();

    /** Addresses of the name servers that containers on a bridge get, for information. */
    List<String> nameServers();

    /**
     * A network that somebody wants.
     *
     * @param id 64 hexadecimal digits, chosen by the engine
     * @param pools as given, possibly none; the driver chooses what is left open
     */
    record NetworkRequest(
            String id,
            String name,
            String driver,
            boolean internal,
            boolean ipv6,
            List<IpamPool> pools,
            Map<String, String> options) {
        public NetworkRequest {
            pools = List.copyOf(pools);
            options = Map.copyOf(options);
        }
    }

    /** Names of the network drivers that {@link #createNetwork} knows, without the built-in ones. */
    Set<String> networkDrivers();

    /**
     * Makes a network. A failure leaves nothing.
     *
     * @return the pools: those given, and those that the driver chose, with their gateways
     * @throws io.sockerless.engine.model.EngineException in dockerd's words: FORBIDDEN when it overlaps another one,
     *     INTERNAL for nonsense in it
     */
    List<IpamPool> createNetwork(NetworkRequest request);

    /**
     * Removes a network; an unknown one is fine.
     *
     * @throws io.sockerless.engine.model.EngineException CONFLICT when a container is connected to it
     */
    void removeNetwork(String id);

    /** Removes all networks but these, for example what was made and never acknowledged. */
    void retainNetworks(Set<String> ids);

    /**
     * Makes a running container's connections what the specification says: connects it to networks, disconnects it from
     * others, and sets the names by which it is found. Addresses that it has stay. The published ports go with the
     * default route. A failure changes nothing.
     *
     * @param container its network is a {@link io.sockerless.drivers.spi.TaskSpec.NetworkSpec.Bridge}, or {@code None}
     *     when it is in no network any more
     * @return how it is connected now
     */
    NetworkStatus reconnect(TaskSpec container);
}
