package io.sockerless.drivers.linux.network;

import java.nio.file.Path;

/** What the network needs of the host's kernel. Failures are {@link io.sockerless.engine.model.EngineException}. */
interface HostLinks {
    /**
     * A pair of interfaces between a bridge and a namespace, with the namespace's only address and default route.
     *
     * @param address with prefix length
     */
    record Cable(Path netns, String hostName, String mac, String address, String gateway, int mtu, String bridge) {}

    /** Makes a namespace with loopback up and binds it to the path. */
    void createNamespace(Path path);

    /** Unbinds and removes the path; a missing one is fine. */
    void deleteNamespace(Path path);

    /** Makes the bridge if necessary, with exactly this address, and sets it up. */
    void ensureBridge(String name, String address, int mtu, String mac);

    void plug(Cable cable);

    /** Deletes an interface, also a bridge; a missing one is fine. */
    void deleteLink(String name);

    /** Runs a script of nft(8) as one transaction. */
    void filter(String script);
}
