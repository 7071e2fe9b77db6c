package io.sockerless.drivers.linux.network;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.sockerless.drivers.spi.HasNetworks.BridgeInfo;
import java.util.List;
import java.util.Map;

/**
 * What a bridge network is on this host; chosen once, when the network is made. Texts are empty and numbers 0 where the
 * defaults hold, as in files of before these fields existed.
 *
 * @param id of the network, 64 hexadecimal digits
 * @param bridge name of the interface
 * @param subnet CIDR
 * @param name of the network; empty for the default bridge
 * @param ipRange CIDR within the subnet from which addresses are given; empty for all of it
 * @param reserved addresses that are given to nobody
 * @param subnet6 CIDR of the IPv6 network; empty for none
 * @param mtu 0 for 1500
 * @param internal nothing leads out of the network or into it
 * @param isolated its containers do not reach each other ({@code enable_icc=false})
 * @param unmasked its addresses are seen outside ({@code enable_ip_masquerade=false})
 * @param hostBinding where ports are published that name no address; empty for everywhere
 * @param interfacePrefix of interfaces in containers; empty for {@code eth}
 */
record BridgeSettings(
        String id,
        String bridge,
        String subnet,
        String name,
        String gateway,
        String ipRange,
        List<String> reserved,
        String subnet6,
        String gateway6,
        int mtu,
        boolean internal,
        boolean isolated,
        boolean unmasked,
        String hostBinding,
        String interfacePrefix) {
    static final int MTU = 1500;

    BridgeSettings {
        name = orEmpty(name);
        gateway = orEmpty(gateway).isEmpty() ? Subnet.parse(subnet).address(1) : gateway;
        ipRange = orEmpty(ipRange);
        reserved = reserved == null ? List.of() : List.copyOf(reserved);
        subnet6 = orEmpty(subnet6);
        gateway6 = orEmpty(gateway6);
        mtu = mtu == 0 ? MTU : mtu;
        hostBinding = orEmpty(hostBinding);
        interfacePrefix = orEmpty(interfacePrefix).isEmpty() ? "eth" : interfacePrefix;
    }

    /** A default bridge. */
    BridgeSettings(String id, String bridge, String subnet) {
        this(id, bridge, subnet, "", "", "", List.of(), "", "", 0, false, false, false, "", "");
    }

    private static String orEmpty(String text) {
        return text == null ? "" : text;
    }

    @JsonIgnore
    Subnet range() {
        return Subnet.parse(subnet);
    }

    @JsonIgnore
    boolean isDefault() {
        return name.isEmpty();
    }

    @JsonIgnore
    boolean hasIpv6() {
        return !subnet6.isEmpty();
    }

    /** As {@code docker network inspect bridge} shows it. */
    BridgeInfo info() {
        return new BridgeInfo(
                id,
                subnet,
                gateway,
                Map.of(
                        "com.docker.network.bridge.default_bridge", "true",
                        "com.docker.network.bridge.enable_icc", "true",
                        "com.docker.network.bridge.enable_ip_masquerade", "true",
                        "com.docker.network.bridge.host_binding_ipv4", "0.0.0.0",
                        "com.docker.network.bridge.name", bridge,
                        "com.docker.network.driver.mtu", Integer.toString(mtu)));
    }
}
