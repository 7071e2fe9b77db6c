package io.sockerless.drivers.docker;

import io.sockerless.drivers.spi.TaskSpec;
import io.sockerless.drivers.spi.TaskSpec.MountSpec;
import io.sockerless.engine.model.HostConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The mounts of a container as the client wrote them, with the names that volumes have at the other engine; those that the
 * client did not write, but the image or another container, as further ones. Paths are those of the other machine.
 */
record Mounts(List<String> binds, List<Map<String, Object>> mounts) {
    static Mounts of(TaskSpec spec, Ours ours) {
        HostConfig host = spec.host();
        Map<String, MountSpec> left = new LinkedHashMap<>();
        spec.mounts().forEach(mount -> left.put(mount.target(), mount));
        List<String> binds = new ArrayList<>();
        for (String text : host.strings("Binds")) {
            String[] parts = text.split(":", 3);
            MountSpec mount = left.remove(clean(parts.length > 1 ? parts[1] : parts[0]));
            if (mount != null) {
                parts[0] = mount.volume().isEmpty() ? parts[0] : ours.volume(mount.volume());
                binds.add(String.join(":", parts));
            }
        }
        List<Map<String, Object>> mounts = new ArrayList<>();
        for (Map<String, Object> given : host.objects("Mounts")) {
            MountSpec mount = left.remove(clean(String.valueOf(given.get("Target"))));
            if (mount != null) {
                mounts.add(mount.volume().isEmpty() ? given : volume(given, ours.volume(mount.volume())));
            }
        }
        // HostConfig.Tmpfs goes as it is.
        host.stringMap("Tmpfs").keySet().forEach(target -> left.remove(clean(target)));
        left.values().forEach(mount -> mounts.add(further(mount, ours)));
        return new Mounts(binds, mounts);
    }

    /** The volume is there already, with its driver and labels. */
    private static Map<String, Object> volume(Map<String, Object> given, String name) {
        Map<String, Object> out = new LinkedHashMap<>(given);
        out.put("Source", name);
        if (given.get("VolumeOptions") instanceof Map<?, ?> options && options.get("NoCopy") != null) {
            out.put("VolumeOptions", Map.of("NoCopy", options.get("NoCopy")));
        } else {
            out.remove("VolumeOptions");
        }
        return out;
    }

    private static Map<String, Object> further(MountSpec mount, Ours ours) {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("Type", mount.type());
        out.put("Target", mount.target());
        out.put("ReadOnly", mount.readOnly());
        if (!mount.volume().isEmpty()) {
            out.put("Source", ours.volume(mount.volume()));
            out.put("VolumeOptions", Map.of("NoCopy", !mount.copyUp()));
        } else if (mount.type().equals("bind")) {
            out.put("Source", mount.source());
            out.put(
                    "BindOptions",
                    Map.of(
                            "Propagation",
                            mount.propagation(),
                            "NonRecursive",
                            mount.options().containsKey("nonrecursive")));
        }
        return out;
    }

    /** As the engine writes targets. */
    private static String clean(String path) {
        String plain = java.nio.file.Path.of(path).normalize().toString();
        return plain.startsWith("/") ? plain : "/" + plain;
    }
}
