package io.sockerless.drivers.spi;

import io.sockerless.engine.model.NetworkStatus;
import io.sockerless.engine.model.network.IpamPool;
import java.util.List;
import java.util.Set;

/** A driver that leaves its networks to somebody else. */
public interface ForwardsNetworks extends HasNetworks {
    HasNetworks networks();

    @Override
    default BridgeInfo defaultBridge() {
        return networks().defaultBridge();
    }

    @Override
    default List<String> nameServers() {
        return networks().nameServers();
    }

    @Override
    default Set<String> networkDrivers() {
        return networks().networkDrivers();
    }

    @Override
    default List<IpamPool> createNetwork(NetworkRequest request) {
        return networks().createNetwork(request);
    }

    @Override
    default void removeNetwork(String id) {
        networks().removeNetwork(id);
    }

    @Override
    default void retainNetworks(Set<String> ids) {
        networks().retainNetworks(ids);
    }

    @Override
    default NetworkStatus reconnect(TaskSpec container) {
        return networks().reconnect(container);
    }
}
