package io.sockerless.drivers.linux.network;

import java.nio.file.Path;
import java.util.List;

/** What the network needs of the host's kernel. Failures are {@link io.sockerless.engine.model.EngineException}. */
interface HostLinks {
    /**
     * A pair of interfaces between a bridge and a namespace.
     *
     * @param hostName the interface on the host
     * @param name the interface in the namespace
     * @param addresses with prefix length
     * @param gateways of default routes; empty for none
     * @param isolated does not reach other isolated ports of the bridge
     */
    record Cable(
            Path netns,
            String hostName,
            String name,
            String mac,
            List<String> addresses,
            List<String> gateways,
            int mtu,
            String bridge,
            boolean isolated) {}

    /** Makes a namespace with loopback up and binds it to the path. */
    void createNamespace(Path path);

    /** Unbinds and removes the path; a missing one is fine. */
    void deleteNamespace(Path path);

    /** Makes the bridge if necessary, with exactly these addresses, and sets it up. */
    void ensureBridge(String name, List<String> addresses, int mtu, String mac);

    void plug(Cable cable);

    /** Takes an interface out of a namespace, and with it its other half; a missing one is fine. */
    void unplug(Path netns, String name);

    /** Replaces the default routes of a namespace; without gateways there are none. */
    void route(Path netns, String name, List<String> gateways);

    /** Deletes an interface, also a bridge; a missing one is fine. */
    void deleteLink(String name);

    /** Runs a script of nft(8) as one transaction. */
    void filter(String script);
}
