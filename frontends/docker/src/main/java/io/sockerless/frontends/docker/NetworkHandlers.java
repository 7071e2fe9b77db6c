package io.sockerless.frontends.docker;

import io.sockerless.engine.core.Networks;
import io.sockerless.engine.model.EndpointConfig;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.Fields;
import io.sockerless.engine.model.network.IpamPool;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code /networks}. */
final class NetworkHandlers {
    private final Networks networks;

    NetworkHandlers(Networks networks) {
        this.networks = networks;
    }

    void list(Call call) throws IOException {
        call.json(
                200,
                networks.list(call.filters()).stream()
                        .map(network -> view(network, call.version().before(28)))
                        .toList());
    }

    void inspect(Call call) throws IOException {
        call.strictFlag("verbose"); // of swarms' networks there would be more to tell
        call.json(200, view(networks.get(call.name()), true));
    }

    void create(Call call) throws IOException {
        Map<String, Object> body = NetworkBodies.CREATE.decode(call.body());
        Map<String, Object> ipam = Fields.object(body, "IPAM");
        String id = networks.create(new Networks.CreateRequest(
                Fields.string(body, "Name"),
                Fields.string(body, "Driver"),
                Fields.string(body, "Scope"),
                Fields.bool(body, "EnableIPv6"),
                new Networks.Ipam(Fields.string(ipam, "Driver"), Fields.stringMap(ipam, "Options"), pools(ipam)),
                Fields.bool(body, "Internal"),
                Fields.bool(body, "Attachable"),
                Fields.bool(body, "Ingress"),
                Fields.bool(body, "ConfigOnly"),
                Fields.string(Fields.object(body, "ConfigFrom"), "Network"),
                Fields.stringMap(body, "Options"),
                Fields.stringMap(body, "Labels")));
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("Id", id);
        json.put("Warning", "");
        call.json(201, json);
    }

    @SuppressWarnings("unchecked")
    private static List<IpamPool> pools(Map<String, Object> ipam) {
        List<IpamPool> pools = new ArrayList<>();
        if (ipam.get("Config") instanceof List<?> entries) {
            for (Object entry : entries) {
                Map<String, Object> pool = (Map<String, Object>) entry;
                pools.add(new IpamPool(
                        Fields.string(pool, "Subnet"),
                        Fields.string(pool, "IPRange"),
                        Fields.string(pool, "Gateway"),
                        Fields.stringMap(pool, "AuxiliaryAddresses")));
            }
        }
        return pools;
    }

    void remove(Call call) throws IOException {
        networks.remove(call.name());
        call.done();
    }

    void connect(Call call) throws IOException {
        Map<String, Object> body = NetworkBodies.CONNECT.decode(call.body());
        networks.get(call.name());
        networks.connect(call.name(), container(body), new EndpointConfig(Fields.object(body, "EndpointConfig")));
        call.done(200);
    }

    void disconnect(Call call) throws IOException {
        Map<String, Object> body = NetworkBodies.DISCONNECT.decode(call.body());
        networks.get(call.name());
        networks.disconnect(call.name(), container(body), Fields.bool(body, "Force"));
        call.done(200);
    }

    private static String container(Map<String, Object> body) {
        String ref = Fields.string(body, "Container");
        if (ref.isEmpty()) {
            throw EngineException.invalid("invalid name or ID supplied: \"\"");
        }
        return ref;
    }

    void prune(Call call) throws IOException {
        List<String> deleted = networks.prune(call.filters());
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("NetworksDeleted", deleted.isEmpty() ? null : deleted);
        call.json(200, json);
    }

    private static Map<String, Object> view(Networks.Network network, boolean containers) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("Name", network.name());
        json.put("Id", network.id());
        json.put("Created", network.created().toString());
        json.put("Scope", network.scope());
        json.put("Driver", network.driver());
        json.put("EnableIPv6", network.enableIpv6());
        json.put("IPAM", view(network.ipam()));
        json.put("Internal", network.internal());
        json.put("Attachable", network.attachable());
        json.put("Ingress", false);
        json.put("ConfigFrom", Map.of("Network", ""));
        json.put("ConfigOnly", false);
        json.put("Containers", containers ? network.containers() : Map.of());
        json.put("Options", network.options());
        json.put("Labels", network.labels());
        return json;
    }

    private static Map<String, Object> view(Networks.Ipam ipam) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("Driver", ipam.driver());
        json.put("Options", ipam.options().isEmpty() ? null : ipam.options());
        json.put("Config", ipam.pools().stream().map(NetworkHandlers::view).toList());
        return json;
    }

    private static Map<String, Object> view(IpamPool pool) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("Subnet", pool.subnet());
        if (!pool.ipRange().isEmpty()) {
            json.put("IPRange", pool.ipRange());
        }
        if (!pool.gateway().isEmpty()) {
            json.put("Gateway", pool.gateway());
        }
        if (!pool.auxiliary().isEmpty()) {
            json.put("AuxiliaryAddresses", pool.auxiliary());
        }
        return json;
    }
}
