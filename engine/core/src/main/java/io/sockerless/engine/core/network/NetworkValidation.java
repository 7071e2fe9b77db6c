package io.sockerless.engine.core.network;

import io.sockerless.engine.core.Networks.CreateRequest;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import io.sockerless.engine.model.network.IpamPool;
import java.net.InetAddress;
import java.util.Set;

/** What dockerd refuses of a network that is wanted, in its order and words. */
final class NetworkValidation {
    private static final Set<String> PREDEFINED = Set.of("bridge", "host", "none", "default");
    private static final Set<String> KNOWN_TO_DOCKER = Set.of("bridge", "macvlan", "ipvlan");
    private static final String NO_MANAGER = "This node is not a swarm manager. Use \"docker swarm init\" or \"docker"
            + " swarm join\" to connect this node to swarm and try again.";

    private NetworkValidation() {}

    static void check(CreateRequest request, Set<String> drivers) {
        String driver = request.driver().isEmpty() ? "bridge" : request.driver();
        require(
                !PREDEFINED.contains(request.name()),
                ErrorKind.FORBIDDEN,
                "operation is not permitted on predefined " + request.name() + " network ");
        require(
                !request.scope().equals("swarm"),
                ErrorKind.FORBIDDEN,
                "cannot create a swarm scoped network when swarm is not active");
        require(!driver.equals("overlay") && !request.scope().equals("global"), ErrorKind.INTERNAL, NO_MANAGER);
        require(!request.ingress(), ErrorKind.FORBIDDEN, "Ingress network can only be global scope network");
        require(!request.name().isBlank(), ErrorKind.INTERNAL, "invalid name: " + request.name());
        if (request.configOnly() || !request.configFrom().isEmpty()) {
            throw EngineException.notImplemented("configuration-only networks are not supported");
        }
        require(
                !driver.equals("host") && !driver.equals("null"),
                ErrorKind.FORBIDDEN,
                "only one instance of \"" + driver + "\" network is allowed");
        if (!drivers.contains(driver) && KNOWN_TO_DOCKER.contains(driver)) {
            throw EngineException.notImplemented("networks of the driver " + driver + " are not supported");
        }
        require(drivers.contains(driver), ErrorKind.NOT_FOUND, "plugin \"" + driver + "\" not found");
        String ipam = request.ipam().driver();
        require(ipam.isEmpty() || ipam.equals("default"), ErrorKind.NOT_FOUND, "plugin \"" + ipam + "\" not found");
        request.ipam().pools().forEach(NetworkValidation::check);
    }

    private static void check(IpamPool pool) {
        require(
                isCidr(pool.subnet()),
                ErrorKind.INTERNAL,
                "Invalid subnet " + pool.subnet() + " : invalid CIDR address: " + pool.subnet());
        require(
                pool.ipRange().isEmpty() || isCidr(pool.ipRange()),
                ErrorKind.INTERNAL,
                "invalid CIDR address: " + pool.ipRange());
        require(
                pool.gateway().isEmpty() || isAddress(pool.gateway(), pool.isIpv6()),
                ErrorKind.INTERNAL,
                "invalid gateway address " + pool.gateway() + " in Ipam configuration");
        pool.auxiliary()
                .forEach((name, address) -> require(
                        isAddress(address, pool.isIpv6()),
                        ErrorKind.INTERNAL,
                        "failed to parse address for aux address " + name + " (" + address + ")"));
    }

    private static boolean isCidr(String text) {
        int slash = text.indexOf('/');
        if (slash < 0 || !text.substring(slash + 1).matches("[0-9]{1,3}")) {
            return false;
        }
        boolean ipv6 = text.indexOf(':') >= 0;
        return isAddress(text.substring(0, slash), ipv6)
                && Integer.parseInt(text.substring(slash + 1)) <= (ipv6 ? 128 : 32);
    }

    private static boolean isAddress(String text, boolean ipv6) {
        try {
            InetAddress.ofLiteral(text);
            return ipv6 ? text.indexOf(':') >= 0 : text.matches("[0-9]+(\\.[0-9]+){3}");
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static void require(boolean holds, ErrorKind kind, String message) {
        if (!holds) {
            throw new EngineException(kind, message);
        }
    }
}
