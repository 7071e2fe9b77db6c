package io.sockerless.drivers.docker;

import com.fasterxml.jackson.databind.JsonNode;
import io.sockerless.drivers.docker.wire.Call;
import io.sockerless.drivers.spi.HasNetworks;
import io.sockerless.drivers.spi.TaskSpec;
import io.sockerless.drivers.spi.TaskSpec.Endpoint;
import io.sockerless.drivers.spi.TaskSpec.NetworkSpec;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import io.sockerless.engine.model.HostBinding;
import io.sockerless.engine.model.NetworkStatus;
import io.sockerless.engine.model.Port;
import io.sockerless.engine.model.network.IpamPool;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Networks of the other engine: its default bridge, and those that it makes for ours. */
record Networks(Remote remote, Ours ours) implements HasNetworks {
    private static final String BRIDGE = "bridge";

    @Override
    public BridgeInfo defaultBridge() {
        JsonNode found = remote.get("networks", BRIDGE);
        JsonNode pool = found.path("IPAM").path("Config").path(0);
        Map<String, String> options = new HashMap<>();
        found.path("Options")
                .properties()
                .forEach(
                        option -> options.put(option.getKey(), option.getValue().asText()));
        return new BridgeInfo(
                found.path("Id").asText(),
                pool.path("Subnet").asText(""),
                pool.path("Gateway").asText(""),
                options);
    }

    /** Those of the other machine are its own affair. */
    @Override
    public List<String> nameServers() {
        return List.of();
    }

    @Override
    public Set<String> networkDrivers() {
        return Set.of(BRIDGE);
    }

    @Override
    public List<IpamPool> createNetwork(NetworkRequest request) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("Name", Ours.network(request.id()));
        body.put("CheckDuplicate", true);
        body.put("Driver", request.driver());
        body.put("Internal", request.internal());
        body.put("EnableIPv6", request.ipv6());
        body.put("Options", request.options());
        body.put("Labels", ours.label(Ours.NETWORK, request.id()));
        body.put(
                "IPAM",
                Map.of(
                        "Driver",
                        "default",
                        "Config",
                        request.pools().stream().map(Networks::pool).toList()));
        remote.ask(Call.of("POST", "networks", "create").json(Remote.json(body)));
        List<IpamPool> settled = new ArrayList<>();
        for (JsonNode pool :
                remote.get("networks", Ours.network(request.id())).path("IPAM").path("Config")) {
            Map<String, String> auxiliary = new HashMap<>();
            pool.path("AuxiliaryAddresses")
                    .properties()
                    .forEach(entry ->
                            auxiliary.put(entry.getKey(), entry.getValue().asText()));
            settled.add(new IpamPool(
                    pool.path("Subnet").asText(""),
                    pool.path("IPRange").asText(""),
                    pool.path("Gateway").asText(""),
                    auxiliary));
        }
        return settled;
    }

    private static Map<String, Object> pool(IpamPool pool) {
        Map<String, Object> out = new LinkedHashMap<>();
        Map.of("Subnet", pool.subnet(), "IPRange", pool.ipRange(), "Gateway", pool.gateway())
                .forEach((name, value) -> {
                    if (!value.isEmpty()) {
                        out.put(name, value);
                    }
                });
        if (!pool.auxiliary().isEmpty()) {
            out.put("AuxiliaryAddresses", pool.auxiliary());
        }
        return out;
    }

    @Override
    public void removeNetwork(String id) {
        try {
            remote.ask(Call.of("DELETE", "networks", Ours.network(id)));
        } catch (EngineException e) {
            switch (e.kind()) {
                case NOT_FOUND -> {}
                // As it tells that somebody is connected.
                case FORBIDDEN -> throw new EngineException(ErrorKind.CONFLICT, e.getMessage(), e);
                default -> throw e;
            }
        }
    }

    @Override
    public void retainNetworks(Set<String> ids) {
        for (JsonNode network : remote.ask(ours.filter(Call.of("GET", "networks")))) {
            String id = Ours.labelled(network, Ours.NETWORK);
            if (!id.isEmpty() && !ids.contains(id)) {
                removeNetwork(id);
            }
        }
    }

    @Override
    public NetworkStatus reconnect(TaskSpec container) {
        connect(container);
        return status(container, remote.get("containers", Ours.container(container.id()), "json"));
    }

    /** The name there of an endpoint's network. Names are known in all networks but the default one. */
    String name(Endpoint endpoint) {
        return endpoint.networkName().equals(BRIDGE) ? BRIDGE : Ours.network(endpoint.networkId());
    }

    /** What a place in a network is asked for with. The network's own name is a domain there, under another one here. */
    static Map<String, Object> settings(Endpoint endpoint) {
        Map<String, Object> out = new LinkedHashMap<>();
        Map<String, Object> addresses = new LinkedHashMap<>();
        endpoint.ipv4Address().ifPresent(address -> addresses.put("IPv4Address", address));
        endpoint.ipv6Address().ifPresent(address -> addresses.put("IPv6Address", address));
        if (!endpoint.linkLocal().isEmpty()) {
            addresses.put("LinkLocalIPs", endpoint.linkLocal());
        }
        if (!addresses.isEmpty()) {
            out.put("IPAMConfig", addresses);
        }
        List<String> aliases = new ArrayList<>(endpoint.names());
        endpoint.names().forEach(name -> aliases.add(name + "." + endpoint.networkName()));
        if (!aliases.isEmpty()) {
            out.put("Aliases", aliases);
        }
        if (!endpoint.links().isEmpty()) {
            out.put(
                    "Links",
                    endpoint.links().entrySet().stream()
                            .map(link -> link.getValue() + ":" + link.getKey())
                            .toList());
        }
        endpoint.macAddress().ifPresent(address -> out.put("MacAddress", address));
        return out;
    }

    /** Makes the connections there what the specification says. */
    void connect(TaskSpec spec) {
        List<Endpoint> wanted = switch (spec.network()) {
            case NetworkSpec.Bridge bridge -> bridge.endpoints();
            case NetworkSpec.None _ -> List.<Endpoint>of();
            // Settled at its creation.
            case NetworkSpec.Host _, NetworkSpec.Joined _ -> null;
        };
        if (wanted == null) {
            return;
        }
        String container = Ours.container(spec.id());
        JsonNode present = remote.get("containers", container, "json")
                .path("NetworkSettings")
                .path("Networks");
        Set<String> kept = new HashSet<>();
        for (Endpoint endpoint : wanted) {
            JsonNode now = present.path(name(endpoint));
            if (!now.isMissingNode() && called(now, endpoint)) {
                kept.add(name(endpoint));
            }
        }
        for (Map.Entry<String, JsonNode> entry : present.properties()) {
            boolean nothing = wanted.isEmpty() && entry.getKey().equals("none");
            if (!kept.contains(entry.getKey()) && !nothing) {
                Map<String, Object> body = Map.of("Container", container, "Force", true);
                remote.ask(Call.of("POST", "networks", entry.getKey(), "disconnect")
                        .json(Remote.json(body)));
            }
        }
        for (Endpoint endpoint : wanted) {
            if (!kept.contains(name(endpoint))) {
                Map<String, Object> body = Map.of("Container", container, "EndpointConfig", settings(endpoint));
                remote.ask(
                        Call.of("POST", "networks", name(endpoint), "connect").json(Remote.json(body)));
            }
        }
    }

    /** Whether it has all names that it is to have. */
    private static boolean called(JsonNode present, Endpoint endpoint) {
        Set<String> names = new HashSet<>();
        present.path("Aliases").forEach(alias -> names.add(alias.asText()));
        return names.containsAll(endpoint.names());
    }

    /** What an inspected container got. */
    NetworkStatus status(TaskSpec spec, JsonNode inspected) {
        if (!(spec.network() instanceof NetworkSpec.Bridge bridge)) {
            return NetworkStatus.NONE;
        }
        JsonNode settings = inspected.path("NetworkSettings");
        Map<String, NetworkStatus.Endpoint> endpoints = new HashMap<>();
        for (Endpoint endpoint : bridge.endpoints()) {
            JsonNode got = settings.path("Networks").path(name(endpoint));
            if (!got.isMissingNode()) {
                endpoints.put(
                        endpoint.networkName(),
                        new NetworkStatus.Endpoint(
                                endpoint.networkId(),
                                got.path("EndpointID").asText(""),
                                got.path("Gateway").asText(""),
                                got.path("IPAddress").asText(""),
                                got.path("IPPrefixLen").asInt(),
                                got.path("IPv6Gateway").asText(""),
                                got.path("GlobalIPv6Address").asText(""),
                                got.path("GlobalIPv6PrefixLen").asInt(),
                                got.path("MacAddress").asText("")));
            }
        }
        Map<Port, List<HostBinding>> ports = new HashMap<>();
        settings.path("Ports").properties().forEach(entry -> {
            List<HostBinding> bindings = new ArrayList<>();
            entry.getValue()
                    .forEach(binding -> bindings.add(new HostBinding(
                            binding.path("HostIp").asText(),
                            binding.path("HostPort").asInt())));
            ports.put(Port.parse(entry.getKey()), List.copyOf(bindings));
        });
        return new NetworkStatus(
                settings.path("SandboxID").asText(""),
                settings.path("SandboxKey").asText(""),
                endpoints,
                ports);
    }
}
