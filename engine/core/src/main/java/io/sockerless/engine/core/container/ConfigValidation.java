package io.sockerless.engine.core.container;

import io.sockerless.engine.model.ContainerConfig;
import io.sockerless.engine.model.EndpointConfig;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.HostConfig;
import io.sockerless.engine.model.Signal;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** What dockerd checks of a container's config, and of its combination with the host config, before it looks at the image. */
final class ConfigValidation {
    private static final long SHORTEST_NANOS = 1_000_000;
    private static final Pattern IPV4 = Pattern.compile("((25[0-5]|2[0-4]\\d|1?\\d?\\d)(\\.(?!$)|$)){4}");

    private ConfigValidation() {}

    static void check(ContainerConfig config, HostConfig host, Map<String, EndpointConfig> networks) {
        checkNetworkMode(config, host);
        checkConfig(config);
        checkEndpoints(networks);
    }

    private static void checkConfig(ContainerConfig config) {
        require(
                config.workingDir().isEmpty() || config.workingDir().startsWith("/"),
                "the working directory '" + config.workingDir() + "' is invalid, it needs to be an absolute path");
        if (!config.stopSignal().isEmpty()) {
            Signal.parse(config.stopSignal());
        }
        for (String entry : config.env()) {
            require(!entry.isEmpty() && !entry.startsWith("="), "invalid environment variable: " + entry);
        }
        for (String field : List.of("Interval", "Timeout", "StartPeriod", "StartInterval")) {
            long nanos = number(config.healthcheck(), field);
            require(nanos == 0 || nanos >= SHORTEST_NANOS, field + " in Healthcheck cannot be less than 1ms");
        }
        require(number(config.healthcheck(), "Retries") >= 0, "Retries in Healthcheck cannot be negative");
    }

    private static long number(Map<String, Object> map, String field) {
        return map.get(field) instanceof Number n ? n.longValue() : 0;
    }

    private static void checkNetworkMode(ContainerConfig config, HostConfig host) {
        String mode = host.networkMode();
        boolean joined = mode.equals("container") || mode.startsWith("container:");
        boolean hostMode = mode.equals("host");
        require(
                !joined || mode.length() > "container:".length(),
                "Invalid network mode: invalid container format container:<name|id>");
        require(!joined || config.hostname().isEmpty(), "conflicting options: hostname and the network mode");
        require(
                !host.string("UTSMode").equals("host") || config.hostname().isEmpty(),
                "conflicting options: hostname and the UTS mode");
        boolean links = !host.strings("Links").isEmpty();
        require(
                !joined || !links,
                "conflicting options: container type network can't be used with links. This would result in undefined"
                        + " behavior");
        require(
                !hostMode || !links,
                "conflicting options: host type networking can't be used with links. This would result in undefined"
                        + " behavior");
        require(!joined || host.strings("Dns").isEmpty(), "conflicting options: dns and the network mode");
        require(
                !joined || host.strings("ExtraHosts").isEmpty(),
                "conflicting options: custom host-to-IP mapping and the network mode");
        require(
                !(joined || hostMode) || config.macAddress().isEmpty(),
                "conflicting options: mac-address and the network mode");
        require(
                !joined || (host.portBindings().isEmpty() && !host.bool("PublishAllPorts")),
                "conflicting options: port publishing and the container type network mode");
        require(
                !joined || config.exposedPorts().isEmpty(),
                "conflicting options: port exposing and the container type network mode");
    }

    private static void checkEndpoints(Map<String, EndpointConfig> networks) {
        networks.values().forEach(endpoint -> {
            String address = endpoint.ipv4Address();
            require(address.isEmpty() || IPV4.matcher(address).matches(), "invalid IPv4 address: " + address);
        });
    }

    static void require(boolean holds, String message) {
        if (!holds) {
            throw EngineException.invalid(message);
        }
    }
}
