package io.sockerless.drivers.linux;

import io.sockerless.drivers.linux.network.ContainerNetwork;
import io.sockerless.drivers.linux.network.ContainerNetwork.Wanted;
import io.sockerless.drivers.spi.HasNetworks;
import io.sockerless.drivers.spi.TaskSpec;
import io.sockerless.engine.model.NetworkStatus;
import io.sockerless.engine.model.network.IpamPool;
import java.util.List;
import java.util.Set;

/** The driver's networks, and the files in containers that tell of them. */
record LinuxNetworks(ContainerNetwork network, EtcFiles etc, BackgroundWork background) implements HasNetworks {
    @Override
    public BridgeInfo defaultBridge() {
        return network.defaultBridge();
    }

    @Override
    public List<String> nameServers() {
        return network.nameServers();
    }

    @Override
    public Set<String> networkDrivers() {
        return Set.of("bridge");
    }

    @Override
    public List<IpamPool> createNetwork(NetworkRequest request) {
        return network.create(request);
    }

    /** What containers of before are still giving back is waited for. */
    @Override
    public void removeNetwork(String id) {
        network.containers(id).forEach(background::await);
        network.remove(id);
    }

    @Override
    public void retainNetworks(Set<String> ids) {
        network.retain(ids);
    }

    @Override
    public NetworkStatus reconnect(TaskSpec container) {
        NetworkStatus status = network.reconnect(Wanted.of(container)).status();
        etc.write(container, status);
        return status;
    }
}
