package io.sockerless.drivers.linux.network;

import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The {@code com.docker.network.*} options of a bridge network. Options that nobody knows are kept and mean nothing, as
 * with dockerd.
 */
record BridgeOptions(
        Optional<String> bridgeName,
        int mtu,
        boolean isolated,
        boolean unmasked,
        String hostBinding,
        String interfacePrefix) {
    private static final String BRIDGE = "com.docker.network.bridge.";
    private static final String MTU = "com.docker.network.driver.mtu";
    private static final String PREFIX = "com.docker.network.container_iface_prefix";

    /** Options of dockerd that would change how packets flow, and that this driver does not follow. */
    private static final List<String> REFUSED = List.of(
            BRIDGE + "gateway_mode_ipv4",
            BRIDGE + "gateway_mode_ipv6",
            BRIDGE + "inhibit_ipv4",
            BRIDGE + "trusted_host_interfaces",
            "com.docker.network.host_ipv4",
            "com.docker.network.host_ipv6");

    static BridgeOptions of(Map<String, String> options) {
        for (String name : REFUSED) {
            if (options.containsKey(name)) {
                throw EngineException.notImplemented(
                        "network option " + name + " is not supported by the driver linux");
            }
        }
        return new BridgeOptions(
                Optional.ofNullable(options.get(BRIDGE + "name")).filter(name -> !name.isEmpty()),
                mtu(options),
                !flag(options, BRIDGE + "enable_icc"),
                !flag(options, BRIDGE + "enable_ip_masquerade"),
                hostBinding(options),
                options.getOrDefault(PREFIX, ""));
    }

    private static EngineException unreadable(String name, String value, String reason) {
        return new EngineException(
                ErrorKind.INTERNAL, "failed to parse " + name + " value: " + value + " (" + reason + ")");
    }

    private static int mtu(Map<String, String> options) {
        String value = options.getOrDefault(MTU, "");
        try {
            return value.isEmpty() ? 0 : Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw unreadable(MTU, value, "strconv.Atoi: parsing \"" + value + "\": invalid syntax");
        }
    }

    /** Go's ParseBool; true when it is not given. */
    private static boolean flag(Map<String, String> options, String name) {
        String value = options.getOrDefault(name, "true");
        return switch (value) {
            case "1", "t", "T", "TRUE", "true", "True" -> true;
            case "0", "f", "F", "FALSE", "false", "False" -> false;
            default -> throw unreadable(name, value, "strconv.ParseBool: parsing \"" + value + "\": invalid syntax");
        };
    }

    private static String hostBinding(Map<String, String> options) {
        String name = BRIDGE + "host_binding_ipv4";
        String value = options.getOrDefault(name, "");
        try {
            if (!value.isEmpty()) {
                InetAddress.ofLiteral(value);
            }
            return value;
        } catch (IllegalArgumentException e) {
            throw unreadable(name, value, "nil ip");
        }
    }
}
