package io.sockerless.engine.core.network;

import io.sockerless.engine.core.Networks.Network;
import io.sockerless.engine.core.filter.LabelFilter;
import io.sockerless.engine.model.EngineException;
import java.util.List;
import java.util.Map;

/** Docker's network filters. */
record NetworkFilter(Map<String, List<String>> filters) {
    private static final List<String> ACCEPTED = List.of("dangling", "driver", "id", "label", "name", "scope", "type");

    static NetworkFilter of(Map<String, List<String>> filters) {
        for (String name : filters.keySet()) {
            if (!ACCEPTED.contains(name)) {
                throw EngineException.invalid("Invalid filter '" + name + "'");
            }
        }
        for (String type : filters.getOrDefault("type", List.of())) {
            if (!type.equals("builtin") && !type.equals("custom")) {
                throw EngineException.invalid("Invalid filter: 'type'='" + type + "'");
            }
        }
        return new NetworkFilter(filters);
    }

    /** The networks that always exist are never dangling. */
    private static boolean isDangling(Network network) {
        return !network.builtIn() && network.containers().isEmpty();
    }

    boolean matches(Network network) {
        return filters.entrySet().stream().allMatch(filter -> {
            List<String> values = filter.getValue();
            return switch (filter.getKey()) {
                case "dangling" ->
                    values.stream().anyMatch(v -> isDangling(network) == (v.equals("true") || v.equals("1")));
                case "driver" -> values.contains(network.driver());
                case "id" -> values.stream().anyMatch(network.id()::startsWith);
                case "label" -> LabelFilter.hasAll(network.labels(), values);
                case "name" -> values.stream().anyMatch(network.name()::contains);
                case "scope" -> values.contains(network.scope());
                case "type" -> values.contains(network.builtIn() ? "builtin" : "custom");
                default -> true;
            };
        });
    }
}
