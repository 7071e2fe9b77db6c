package io.sockerless.frontends.buildkit.engine;

import io.sockerless.engine.build.Offers;
import io.sockerless.engine.model.EngineException;
import io.sockerless.frontends.buildkit.solve.Attributes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A build's options as fields of a HostConfig, for the containers of its steps. */
final class HostSettings {
    private HostSettings() {}

    static Map<String, Object> of(Attributes attributes) {
        Map<String, Object> host = new LinkedHashMap<>();
        if (!attributes.network().isEmpty()) {
            host.put("NetworkMode", attributes.network());
        }
        if (!attributes.get("cgroup-parent").isEmpty()) {
            host.put("CgroupParent", attributes.get("cgroup-parent"));
        }
        if (attributes.sharedMemory() > 0) {
            host.put("ShmSize", attributes.sharedMemory());
        }
        List<String> hosts = new ArrayList<>();
        for (String entry : attributes.list("add-hosts")) {
            hosts.add(entry.replaceFirst("=", ":"));
        }
        if (!hosts.isEmpty()) {
            host.put("ExtraHosts", hosts);
        }
        List<Map<String, Object>> limits = new ArrayList<>();
        for (String entry : attributes.list("ulimit")) {
            limits.add(limit(entry));
        }
        if (!limits.isEmpty()) {
            host.put("Ulimits", limits);
        }
        return host;
    }

    /** Names of hosts and networks are part of what a step is, as BuildKit has it. */
    static Offers.Sandbox sandbox(Attributes attributes) {
        String record = attributes.get("add-hosts") + attributes.network();
        return new Offers.Sandbox(attributes.hostname(), record);
    }

    /** {@code name=soft[:hard]}. */
    private static Map<String, Object> limit(String text) {
        try {
            String[] parts = text.split("[=:]");
            long soft = Long.parseLong(parts[1]);
            long hard = parts.length > 2 ? Long.parseLong(parts[2]) : soft;
            return Map.of("Name", parts[0], "Soft", soft, "Hard", hard);
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException _) {
            throw EngineException.invalid("failed to parse ulimit: " + text);
        }
    }
}
