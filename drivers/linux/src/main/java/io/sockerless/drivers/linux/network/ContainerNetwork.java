package io.sockerless.drivers.linux.network;

import io.sockerless.drivers.spi.HasNetworks.BridgeInfo;
import io.sockerless.drivers.spi.HasNetworks.NetworkRequest;
import io.sockerless.drivers.spi.TaskSpec;
import io.sockerless.drivers.spi.TaskSpec.NetworkSpec;
import io.sockerless.engine.model.NetworkStatus;
import io.sockerless.engine.model.network.IpamPool;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Network namespaces for containers. A sandbox lives from {@link #attach}, before its container's processes exist, to
 * {@link #detach}, after they have ended; it survives the daemon. Methods block, are safe for concurrent use with
 * different containers, and are serialised by the caller for one container. Failures are
 * {@link io.sockerless.engine.model.EngineException}.
 */
public interface ContainerNetwork extends AutoCloseable {
    /**
     * A namespace that is ready for use: loopback is up, interfaces, routes and published ports are in place.
     *
     * @param netns path to which the namespace is bound
     * @param status for inspect; its {@code sandboxKey} is {@code netns}
     */
    record Sandbox(Path netns, NetworkStatus status) {}

    /**
     * Makes the container's sandbox. What an earlier one of the same container left behind is removed first; a failure
     * leaves nothing behind.
     *
     * @param container its network is {@link NetworkSpec.Bridge} or {@link NetworkSpec.None}; the driver itself serves
     *     {@code Host} and {@code Joined}, for which nothing is made
     * @throws io.sockerless.engine.model.EngineException INVALID, CONFLICT or INTERNAL, in dockerd's words, for example
     *     when a port is in use
     */
    Sandbox attach(Wanted container);

    /** As {@link io.sockerless.drivers.spi.HasNetworks#reconnect}. */
    Sandbox reconnect(Wanted container);

    /**
     * A container and how it is to be connected.
     *
     * @param name for messages
     * @param nameServers that its user named; empty for the host's
     */
    record Wanted(String id, String name, NetworkSpec spec, List<String> nameServers) {
        public static Wanted of(TaskSpec spec) {
            return new Wanted(
                    spec.id(), spec.name(), spec.network(), spec.host().strings("Dns"));
        }
    }

    /** The sandbox of a container after a restart of the daemon; empty when it does not exist any more. */
    Optional<Sandbox> recover(String containerId);

    /**
     * Gives back the published ports, at once and before {@link #detach}: nobody who knows of the container's end finds them
     * taken. Idempotent; unknown containers are ignored. What fails is left to detach.
     */
    void unpublish(String containerId);

    /** Gives back the namespace, addresses and ports. Idempotent; unknown containers are ignored. */
    void detach(String containerId);

    /** As {@link io.sockerless.drivers.spi.HasNetworks#createNetwork}. */
    List<IpamPool> create(NetworkRequest request);

    /** Ids of the containers that have something in the network, ended ones included until they have given it back. */
    List<String> containers(String networkId);

    /** As {@link io.sockerless.drivers.spi.HasNetworks#removeNetwork}. */
    void remove(String networkId);

    /** As {@link io.sockerless.drivers.spi.HasNetworks#retainNetworks}. */
    void retain(Set<String> networkIds);

    /** The default bridge, which exists afterwards. */
    BridgeInfo defaultBridge();

    /** Addresses of the name servers that containers on a bridge get, usable from there. */
    List<String> nameServers();

    /** Detaches everything of ours that belongs to no live container; what other daemons made stays. */
    void sweep(Set<String> liveContainerIds);

    /** Lets go of threads and descriptors; sandboxes stay. */
    @Override
    void close();
}
