package io.sockerless.drivers.linux.network;

import io.sockerless.drivers.linux.network.SubnetClaims.Used;
import io.sockerless.drivers.spi.HasNetworks.NetworkRequest;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import io.sockerless.engine.model.network.IpamPool;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Turns what somebody wants of a bridge network into settings, with dockerd's refusals. */
final class NetworkPlan {
    private static final int LONGEST_NAME = 15;

    private final NetworkRequest request;
    private final BridgeOptions options;
    private final String bridge;
    private final Optional<IpamPool> pool;
    private final Optional<IpamPool> pool6;

    NetworkPlan(NetworkRequest request) {
        this.request = request;
        this.options = BridgeOptions.of(request.options());
        this.bridge = options.bridgeName().orElse("br-" + request.id().substring(0, 12));
        if (bridge.length() > LONGEST_NAME) {
            throw internal("failed to check bridge interface existence: numerical result out of range");
        }
        List<IpamPool> ipv4 = request.pools().stream().filter(p -> !p.isIpv6()).toList();
        List<IpamPool> ipv6 = request.pools().stream().filter(IpamPool::isIpv6).toList();
        if (ipv4.size() > 1 || ipv6.size() > 1) {
            throw new EngineException(ErrorKind.FORBIDDEN, "bridge driver doesn't support multiple subnets");
        }
        pool = ipv4.stream().findFirst();
        pool6 = request.ipv6() ? ipv6.stream().findFirst() : Optional.empty();
    }

    private static EngineException internal(String message) {
        return new EngineException(ErrorKind.INTERNAL, message);
    }

    /** Whether this and another network can be side by side. */
    void check(BridgeSettings other) {
        if (other.bridge().equals(bridge)) {
            throw new EngineException(
                    ErrorKind.FORBIDDEN,
                    "cannot create network " + request.id() + " (" + bridge + "): conflicts with network " + other.id()
                            + " (" + bridge + "): networks have same bridge name");
        }
        if (other.hasIpv6()
                && pool6.filter(p -> Subnet6.parse(p.subnet()).overlaps(Subnet6.parse(other.subnet6())))
                        .isPresent()) {
            throw overlap();
        }
    }

    private static EngineException overlap() {
        return new EngineException(ErrorKind.FORBIDDEN, "Pool overlaps with other one on this address space");
    }

    BridgeSettings settle(Used used) {
        Subnet subnet = pool.map(p -> given(p, used)).orElseGet(() -> SubnetChoice.firstFree(used.all()));
        String range = pool.map(IpamPool::ipRange).orElse("");
        List<String> reserved =
                List.copyOf(pool.map(IpamPool::auxiliary).orElse(Map.of()).values());
        String gateway = pool.map(IpamPool::gateway).filter(g -> !g.isEmpty()).orElseGet(() -> firstOf(subnet, range));
        Optional<Subnet6> subnet6 = subnet6();
        return new BridgeSettings(
                request.id(),
                bridge,
                subnet.toString(),
                request.name(),
                gateway,
                range,
                reserved,
                subnet6.map(Subnet6::toString).orElse(""),
                subnet6.map(this::gateway6).orElse(""),
                options.mtu(),
                request.internal(),
                options.isolated(),
                options.unmasked(),
                options.hostBinding(),
                options.interfacePrefix());
    }

    private Subnet given(IpamPool given, Used used) {
        Subnet subnet = Subnet.parse(given.subnet());
        if (used.claimed().stream().anyMatch(subnet::overlaps)) {
            throw overlap();
        }
        if (subnet.prefix() > 30) {
            throw internal("failed to allocate gateway (" + given.gateway() + "): No available addresses on this pool");
        }
        for (Map.Entry<String, String> aux : given.auxiliary().entrySet()) {
            if (!subnet.contains(Ipv4.parse(aux.getValue()))) {
                throw new EngineException(
                        ErrorKind.FORBIDDEN,
                        "auxiliary address: (" + aux.getKey() + ":" + aux.getValue()
                                + ") must belong to the master pool: " + subnet);
            }
        }
        if (!given.ipRange().isEmpty() && !subnet.overlaps(Subnet.parse(given.ipRange()))) {
            throw EngineException.invalid("invalid network config:\ninvalid ip-range " + given.ipRange()
                    + ": parent subnet " + subnet + " doesn't contain ip-range");
        }
        checkGateway(given, subnet);
        return subnet;
    }

    private static void checkGateway(IpamPool given, Subnet subnet) {
        if (given.gateway().isEmpty()) {
            return;
        }
        int gateway = Ipv4.parse(given.gateway());
        if (!subnet.contains(gateway)) {
            throw internal("failed to allocate gateway (" + given.gateway() + "): Requested address is out of range");
        }
        boolean taken = gateway == subnet.base()
                || gateway == subnet.base() + subnet.size() - 1
                || given.auxiliary().containsValue(given.gateway());
        if (taken) {
            throw internal("failed to allocate gateway (" + given.gateway() + "): Address already in use");
        }
    }

    private String firstOf(Subnet subnet, String range) {
        Subnet from = range.isEmpty() ? subnet : Subnet.parse(range);
        return new AddressPool(
                        subnet,
                        from,
                        List.copyOf(
                                pool.map(IpamPool::auxiliary).orElse(Map.of()).values()))
                .allocate();
    }

    /** A unique local subnet (RFC 4193) made of the network's id when none is given. */
    private Optional<Subnet6> subnet6() {
        if (!request.ipv6()) {
            return Optional.empty();
        }
        if (pool6.isPresent()) {
            return pool6.map(p -> Subnet6.parse(p.subnet()));
        }
        String id = request.id();
        return Optional.of(Subnet6.parse("fd" + id.substring(0, 2) + ":" + id.substring(2, 6) + ":"
                + id.substring(6, 10) + ":" + id.substring(10, 14) + "::/64"));
    }

    private String gateway6(Subnet6 subnet) {
        return pool6.map(IpamPool::gateway)
                .filter(g -> !g.isEmpty())
                .map(subnet::checked)
                .orElseGet(() -> subnet.address(1));
    }

    /** The pools as given, before them what was chosen. */
    List<IpamPool> pools(BridgeSettings settled) {
        List<IpamPool> all = new java.util.ArrayList<>(request.pools());
        if (pool.isEmpty()) {
            all.addFirst(new IpamPool(settled.subnet(), "", settled.gateway(), Map.of()));
        }
        if (request.ipv6() && pool6.isEmpty()) {
            all.add(new IpamPool(settled.subnet6(), "", settled.gateway6(), Map.of()));
        }
        return List.copyOf(all);
    }
}
