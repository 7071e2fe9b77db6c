package io.sockerless.drivers.linux.network;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.sockerless.drivers.spi.HasNetworks.BridgeInfo;
import java.util.Map;

/**
 * What a daemon's bridge is called and where it is; chosen once.
 *
 * @param id of the network, 64 hexadecimal digits
 * @param subnet CIDR; the gateway is its first address
 */
record BridgeSettings(String id, String bridge, String subnet) {
    static final int MTU = 1500;

    @JsonIgnore
    Subnet range() {
        return Subnet.parse(subnet);
    }

    @JsonIgnore
    String gateway() {
        return range().address(1);
    }

    /** As {@code docker network inspect bridge} shows it. */
    BridgeInfo info() {
        return new BridgeInfo(
                id,
                subnet,
                gateway(),
                Map.of(
                        "com.docker.network.bridge.default_bridge", "true",
                        "com.docker.network.bridge.enable_icc", "true",
                        "com.docker.network.bridge.enable_ip_masquerade", "true",
                        "com.docker.network.bridge.host_binding_ipv4", "0.0.0.0",
                        "com.docker.network.bridge.name", bridge,
                        "com.docker.network.driver.mtu", Integer.toString(MTU)));
    }
}
