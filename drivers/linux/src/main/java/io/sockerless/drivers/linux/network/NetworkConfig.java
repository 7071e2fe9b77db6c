package io.sockerless.drivers.linux.network;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Where a daemon's network keeps things, and what they are called.
 *
 * @param stateDir the daemon's own, survives the machine's restart
 * @param runDir the daemon's own, for sandboxes; short enough for a socket's path
 * @param machineDir shared by all daemons of the machine: who uses which subnet
 * @param agent the agent's program
 * @param bridge name of the bridge, at most 15 characters
 */
public record NetworkConfig(Path stateDir, Path runDir, Path machineDir, Path agent, String bridge) {
    /** The bridge of a machine's main daemon. */
    public static final String DEFAULT_BRIDGE = "sockerless0";

    /** Where daemons of one machine meet. */
    public static final Path DEFAULT_MACHINE_DIR = Path.of("/run/sockerless-machine");

    private static final int INTERFACE_NAME_LIMIT = 15;

    public NetworkConfig {
        stateDir = stateDir.toAbsolutePath().normalize();
        runDir = runDir.toAbsolutePath().normalize();
        machineDir = machineDir.toAbsolutePath().normalize();
        if (!bridge.matches("[a-zA-Z0-9_.-]{1," + INTERFACE_NAME_LIMIT + "}")) {
            throw new IllegalArgumentException("not a name for a bridge: " + bridge);
        }
    }

    /** For a daemon beside the main one: the bridge's name is made of the state directory. */
    public NetworkConfig(Path stateDir, Path runDir, Path machineDir, Path agent) {
        this(
                stateDir,
                runDir,
                machineDir,
                agent,
                "sl-" + hash(stateDir.toAbsolutePath().normalize()));
    }

    /** Tells daemons apart: eight hexadecimal digits made of the state directory. */
    String daemon() {
        return hash(stateDir);
    }

    private static String hash(Path stateDir) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(stateDir.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 4);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** Of the table in the packet filter, also the comment on rules in tables of others. */
    String table() {
        return "sockerless_" + daemon();
    }

    /** The start of the host's interface names. */
    String linkPrefix() {
        return "v" + daemon();
    }

    /** @param random hexadecimal digits */
    String link(String random) {
        return (linkPrefix() + random).substring(0, INTERFACE_NAME_LIMIT);
    }

    Path settings() {
        return stateDir.resolve("network.json");
    }

    /** The settings of networks other than the default bridge. */
    Path networks() {
        return stateDir.resolve("networks");
    }

    Path network(String id) {
        return networks().resolve(id + ".json");
    }

    Path sandboxes() {
        return runDir.resolve("sandboxes");
    }

    Path namespaces() {
        return runDir.resolve("netns");
    }
}
