package io.sockerless.drivers.linux.network;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A bridge that exists, with its addresses. Thread-safe. */
final class Bridge {
    private final BridgeSettings settings;
    private final AddressPool addresses;
    private final Optional<AddressPool6> addresses6;

    private Bridge(BridgeSettings settings) {
        this.settings = settings;
        this.addresses = AddressPool.of(settings);
        this.addresses6 = settings.hasIpv6()
                ? Optional.of(new AddressPool6(Subnet6.parse(settings.subnet6()), settings.gateway6()))
                : Optional.empty();
    }

    /** Makes what is missing; what an earlier daemon has left stays in use, and connections go on. */
    static Bridge establish(BridgeSettings settings, HostLinks links, SandboxStore store) throws IOException {
        Bridge bridge = new Bridge(settings);
        Sysctl.set("net/ipv4/ip_forward", "1");
        if (settings.hasIpv6()) {
            Sysctl.set("net/ipv6/conf/all/forwarding", "1");
        }
        if (HostAddresses.isForeign(settings.bridge(), settings.gateway())) {
            links.deleteLink(settings.bridge());
        }
        List<String> own = new ArrayList<>(
                List.of(settings.gateway() + "/" + settings.range().prefix()));
        if (settings.hasIpv6()) {
            own.add(settings.gateway6() + "/"
                    + Subnet6.parse(settings.subnet6()).prefix());
        }
        links.ensureBridge(settings.bridge(), own, settings.mtu(), Ipv4.hardwareAddress(settings.gateway()));
        // A connection to 127.0.0.1 is redirected to a container; the rules see to it that nothing else profits.
        Sysctl.set("net/ipv4/conf/" + settings.bridge() + "/route_localnet", "1");
        for (SandboxRecord record : store.all()) {
            record.plug(settings.id()).ifPresent(bridge::adopt);
        }
        return bridge;
    }

    private void adopt(SandboxRecord.Plug plug) {
        addresses.claim(plug.address());
        if (!plug.address6().isEmpty()) {
            addresses6.ifPresent(pool -> pool.claim(plug.address6()));
        }
    }

    BridgeSettings settings() {
        return settings;
    }

    AddressPool addresses() {
        return addresses;
    }

    /** Empty for a network without IPv6. */
    Optional<AddressPool6> addresses6() {
        return addresses6;
    }

    void release(SandboxRecord.Plug plug) {
        addresses.release(plug.address());
        if (!plug.address6().isEmpty()) {
            addresses6.ifPresent(pool -> pool.release(plug.address6()));
        }
    }
}
