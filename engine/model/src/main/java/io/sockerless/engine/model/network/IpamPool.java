package io.sockerless.engine.model.network;

import java.util.Map;

/**
 * One entry of Docker's {@code IPAM.Config}, as the client wrote it. Texts are empty when they are not given.
 *
 * @param subnet CIDR
 * @param ipRange CIDR of the part from which containers get their addresses
 * @param auxiliary names and addresses that no container is to get
 */
public record IpamPool(String subnet, String ipRange, String gateway, Map<String, String> auxiliary) {
    public IpamPool {
        auxiliary = Map.copyOf(auxiliary);
    }

    public boolean isIpv6() {
        return subnet.indexOf(':') >= 0;
    }
}
