package io.sockerless.frontends.docker;

import io.sockerless.engine.core.Networks;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import java.io.IOException;
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
                        .map(network -> view(network, false))
                        .toList());
    }

    void inspect(Call call) throws IOException {
        call.json(200, view(networks.get(call.name()), true));
    }

    void remove(Call call) {
        Networks.Network network = networks.get(call.name());
        throw new EngineException(
                ErrorKind.FORBIDDEN, network.name() + " is a pre-defined network and cannot be removed");
    }

    /** The networks that always exist are never pruned, and there are no others. */
    void prune(Call call) throws IOException {
        for (String filter : call.filters().keySet()) {
            if (!List.of("label", "label!", "until").contains(filter)) {
                throw EngineException.invalid("Invalid filter '" + filter + "'");
            }
        }
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("NetworksDeleted", null);
        call.json(200, json);
    }

    private static Map<String, Object> view(Networks.Network network, boolean containers) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("Name", network.name());
        json.put("Id", network.id());
        json.put("Created", network.created().toString());
        json.put("Scope", network.scope());
        json.put("Driver", network.driver());
        json.put("EnableIPv6", false);
        json.put("IPAM", network.ipam());
        json.put("Internal", false);
        json.put("Attachable", false);
        json.put("Ingress", false);
        json.put("ConfigFrom", Map.of("Network", ""));
        json.put("ConfigOnly", false);
        json.put("Containers", containers ? network.containers() : Map.of());
        json.put("Options", network.options());
        json.put("Labels", network.labels());
        return json;
    }
}
