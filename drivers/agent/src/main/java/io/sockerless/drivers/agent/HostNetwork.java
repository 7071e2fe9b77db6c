package io.sockerless.drivers.agent;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Network namespaces, links, addresses and packet filter. Addresses are texts such as {@code 172.18.0.2/16}. */
public final class HostNetwork {
    /**
     * A bridge.
     *
     * @param mtu 0 for the kernel's
     * @param mac empty for the kernel's
     */
    public record Bridge(String name, List<String> addresses, int mtu, String mac) {}

    /**
     * A pair of links: {@code hostName} here, a port of {@code bridge}; {@code peerName} in the namespace.
     *
     * @param mac of the peer; empty for the kernel's
     * @param gateways of default routes; empty for none
     * @param mtu 0 for the kernel's
     * @param bridge empty for none
     * @param hairpin whether the bridge may send a packet back through the port it came from
     * @param sysctls set in the namespace once the link is there
     */
    public record Veth(
            Path netns,
            String hostName,
            String peerName,
            String mac,
            List<String> addresses,
            List<String> gateways,
            int mtu,
            String bridge,
            boolean hairpin,
            Map<String, String> sysctls) {}

    /**
     * A link.
     *
     * @param kind bridge, veth and so on; empty for hardware
     * @param master index of the bridge it is a port of, or 0
     */
    public record Link(
            int index, String name, String mac, int mtu, boolean up, String kind, int master, List<String> addresses) {
        public Link {
            mac = mac == null ? "" : mac;
            kind = kind == null ? "" : kind;
            addresses = addresses == null ? List.of() : List.copyOf(addresses);
        }
    }

    /**
     * An entry of the main routing table.
     *
     * @param destination {@code 0.0.0.0/0} or {@code ::/0} for a default route
     * @param gateway empty when directly reachable
     * @param index of the link
     */
    public record Route(String destination, String gateway, int index) {
        public Route {
            gateway = gateway == null ? "" : gateway;
        }
    }

    private final AgentConnection connection;

    HostNetwork(AgentConnection connection) {
        this.connection = connection;
    }

    /** Makes a network namespace with its loopback up, kept by a bind mount on {@code path}, a new file. */
    public void createNamespace(Path path) {
        connection.request("netns-create", Map.of("path", path.toString()), Map.class);
    }

    /** Lets go of a namespace; nothing there is a success. Its links vanish with its last process. */
    public void deleteNamespace(Path path) {
        connection.request("netns-delete", Map.of("path", path.toString()), Map.class);
    }

    /** Makes a bridge, or completes an existing one; gives its index. */
    public int ensureBridge(Bridge bridge) {
        record Made(int index) {}
        return connection.request("bridge-ensure", bridge, Made.class).index();
    }

    /** Makes a pair; nothing remains if that fails. CONFLICT when a name is in use. */
    public void createVeth(Veth veth) {
        Map<String, Object> params = new HashMap<>();
        params.put("netns", veth.netns().toString());
        params.put("hostName", veth.hostName());
        params.put("peerName", veth.peerName());
        params.put("mac", veth.mac());
        params.put("addresses", veth.addresses());
        params.put("gateways", veth.gateways());
        params.put("mtu", veth.mtu());
        params.put("bridge", veth.bridge());
        params.put("hairpin", veth.hairpin());
        params.put("sysctls", veth.sysctls());
        connection.request("veth-create", params, Map.class);
    }

    /** Removes a link of any kind; nothing there is a success. */
    public void deleteLink(String name) {
        connection.request("link-delete", Map.of("name", name), Map.class);
    }

    /** Removes a link within a namespace. */
    public void deleteLink(Path netns, String name) {
        connection.request("link-delete", Map.of("name", name, "netns", netns.toString()), Map.class);
    }

    /** Links of the host, or of a namespace. */
    public List<Link> links(Optional<Path> netns) {
        return new Transfers(connection).list("links", in(netns), Link.class);
    }

    /** Routes of the host, or of a namespace. */
    public List<Route> routes(Optional<Path> netns) {
        return new Transfers(connection).list("routes", in(netns), Route.class);
    }

    /** Sets a kernel parameter of the host, or of a namespace. NOT_FOUND when the kernel has none of that name. */
    public void sysctl(Optional<Path> netns, String key, String value) {
        Map<String, Object> params = in(netns);
        params.put("key", key);
        params.put("value", value);
        connection.request("sysctl", params, Map.class);
    }

    private static Map<String, Object> in(Optional<Path> netns) {
        Map<String, Object> params = new HashMap<>();
        netns.ifPresent(path -> params.put("netns", path.toString()));
        return params;
    }

    /** Runs an nft script as one transaction. INVALID with nft's own words when it is refused. */
    public void nft(String script) {
        connection.request("nft", Map.of("script", script), Map.class);
    }

    /** What {@code nft} prints for a command such as {@code list table inet x}. */
    public String nftList(List<String> arguments) {
        record Printed(String output) {}
        return connection
                .request("nft", Map.of("args", arguments), Printed.class)
                .output();
    }

    /**
     * Lets a link's forwarded packets past a Docker daemon on this machine, or no longer.
     *
     * @return whether there is one; without it nothing is to be done
     */
    public boolean forwardAccept(String link, boolean accept) {
        record Done(boolean applied) {}
        return connection
                .request("forward-accept", Map.of("link", link, "remove", !accept), Done.class)
                .applied();
    }
}
