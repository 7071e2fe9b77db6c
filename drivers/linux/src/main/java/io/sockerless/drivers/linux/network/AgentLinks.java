package io.sockerless.drivers.linux.network;

import io.sockerless.drivers.agent.AgentConnection;
import io.sockerless.engine.model.EngineException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
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
    public void ensureBridge(String name, List<String> addresses, int mtu, String mac) {
        request("bridge-ensure", Map.of("name", name, "addresses", addresses, "mtu", mtu, "mac", mac));
    }

    @Override
    public void plug(Cable cable) {
        Map<String, Object> params = new HashMap<>();
        params.put("netns", cable.netns().toString());
        params.put("hostName", cable.hostName());
        params.put("peerName", cable.name());
        params.put("mac", cable.mac());
        params.put("addresses", cable.addresses());
        params.put("gateways", cable.gateways());
        params.put("mtu", cable.mtu());
        params.put("bridge", cable.bridge());
        params.put("hairpin", true);
        params.put("isolated", cable.isolated());
        if (cable.addresses().stream().noneMatch(address -> address.indexOf(':') >= 0)) {
            params.put("defaults", withoutIpv6());
        }
        request("veth-create", params);
    }

    /** Only the interface shall differ from what the kernel gives. */
    private static Map<String, String> withoutIpv6() {
        try {
            return HostAddresses.hasIpv6() ? Map.of("net/ipv6/conf/default/disable_ipv6", "1") : Map.of();
        } catch (IOException e) {
            throw EngineException.internal("IPv6: " + e, e);
        }
    }

    @Override
    public void unplug(Path netns, String name) {
        request("link-delete", Map.of("netns", netns.toString(), "name", name));
    }

    @Override
    public void route(Path netns, String name, List<String> gateways) {
        request("default-route", Map.of("netns", netns.toString(), "link", name, "gateways", gateways));
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
