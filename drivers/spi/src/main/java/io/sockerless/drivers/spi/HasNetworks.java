package io.sockerless.drivers.spi;

import java.util.List;
import java.util.Map;

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
}
