package io.sockerless.drivers.linux.network;

import io.sockerless.drivers.agent.AgentConnection;
import io.sockerless.engine.model.EngineException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The kernel by way of the agent's host mode. */
final class AgentLinks implements HostLinks {
    private final Supplier<AgentConnection> host;

    AgentLinks(Supplier<AgentConnection> host) {
        this.host = host;
    }

    @Override
    public void createNamespace(Path path) {
        request("netns-create", Map.of("path", path.toString()));
    }

    @Override
    public void deleteNamespace(Path path) {
        request("netns-delete", Map.of("path", path.toString()));
    }

    @Override
    public void ensureBridge(String name, String address, int mtu, String mac) {
        request("bridge-ensure", Map.of("name", name, "addresses", List.of(address), "mtu", mtu, "mac", mac));
    }

    @Override
    public void plug(Cable cable) {
        request(
                "veth-create",
                Map.of(
                        "netns", cable.netns().toString(),
                        "hostName", cable.hostName(),
                        "peerName", "eth0",
                        "mac", cable.mac(),
                        "addresses", List.of(cable.address()),
                        "gateways", List.of(cable.gateway()),
                        "mtu", cable.mtu(),
                        "bridge", cable.bridge(),
                        "hairpin", true,
                        "defaults", defaults()));
    }

    /** Only the interface shall differ from what the kernel gives. */
    private static Map<String, String> defaults() {
        try {
            return HostAddresses.hasIpv6() ? Map.of("net/ipv6/conf/default/disable_ipv6", "1") : Map.of();
        } catch (IOException e) {
            throw EngineException.internal("IPv6: " + e, e);
        }
    }

    @Override
    public void deleteLink(String name) {
        request("link-delete", Map.of("name", name));
    }

    @Override
    public void filter(String script) {
        request("nft", Map.of("script", script));
    }

    private void request(String op, Map<String, ?> params) {
        host.get().request(op, params, Map.class);
    }
}
