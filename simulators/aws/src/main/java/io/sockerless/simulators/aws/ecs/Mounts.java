package io.sockerless.simulators.aws.ecs;

import io.sockerless.simulators.aws.efs.Share;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What each container of a task mounts.
 *
 * @param byContainer by the containers' names, where they mount it
 */
record Mounts(Map<String, List<Mount>> byContainer) {
    /**
     * One mount.
     *
     * @param source a volume's name, or with a path a directory of the engine's machine
     * @param copied whether a volume that is empty gets what the image has there
     * @param user as whom it is used, when it says so
     */
    record Mount(String source, String target, boolean readOnly, boolean copied, Optional<Share.User> user) {
        Mount at(String path, boolean only) {
            return new Mount(source, path, only, copied, user);
        }

        Mount from(String name, boolean copies) {
            return new Mount(name, target, readOnly, copies, user);
        }

        private Map<String, Object> described() {
            Map<String, Object> out = new LinkedHashMap<>();
            boolean directory = source.startsWith("/");
            out.put("Type", directory ? "bind" : "volume");
            out.put("Source", source);
            out.put("Target", target);
            out.put("ReadOnly", readOnly);
            if (!directory) {
                out.put("VolumeOptions", Map.of("NoCopy", !copied));
            }
            return out;
        }
    }

    static Mounts none() {
        return new Mounts(Map.of());
    }

    /** A container's body with what it mounts. The user of an access point is the container's: see decision 0024. */
    Map<String, Object> in(String container, Map<String, Object> body) {
        List<Mount> mounts = byContainer.getOrDefault(container, List.of());
        if (mounts.isEmpty()) {
            return body;
        }
        Map<String, Object> out = new LinkedHashMap<>(body);
        Map<String, Object> host = new LinkedHashMap<>();
        if (body.get("HostConfig") instanceof Map<?, ?> before) {
            before.forEach((name, value) -> host.put(String.valueOf(name), value));
        }
        host.put("Mounts", mounts.stream().map(Mount::described).toList());
        mounts.stream().flatMap(mount -> mount.user().stream()).findFirst().ifPresent(user -> {
            out.put("User", user.uid() + ":" + user.gid());
            host.put("GroupAdd", user.groups().stream().map(String::valueOf).toList());
        });
        out.put("HostConfig", host);
        return out;
    }
}
