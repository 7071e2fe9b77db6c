package io.sockerless.simulators.aws.ecs;

import com.fasterxml.jackson.databind.JsonNode;
import io.sockerless.simulators.aws.containers.Engine;
import io.sockerless.simulators.aws.ecs.Mounts.Mount;
import io.sockerless.simulators.aws.efs.MountException;
import io.sockerless.simulators.aws.efs.Share;
import io.sockerless.simulators.kernel.docker.DockerException;
import io.sockerless.simulators.kernel.docker.DockerFiles;
import io.sockerless.simulators.kernel.docker.DockerFiles.Directory;
import io.sockerless.simulators.kernel.docker.DockerFiles.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * File systems at the engine. A directory in one is looked for, and made, through a container that is never started, so
 * that no program is needed; it is mounted from where the engine has the volume.
 */
record Shares(Engine engine, Map<String, String> marks) {
    private static final String PLACE = "/efs";

    /** The name of the container that is never started. */
    static String helper(Task task) {
        return "ecs-mount-" + task.id();
    }

    /** @param image any that is there */
    Map<String, Mount> mounted(Task task, String image, Map<String, Share> shares)
            throws LaunchException, InterruptedException {
        Map<String, String> mountpoints = new TreeMap<>();
        for (Share share : shares.values()) {
            JsonNode volume = engine.steadily(docker -> {
                if (docker.volumes().get(share.volume()).isEmpty()) {
                    docker.volumes().create(share.volume(), share.labels());
                }
                return docker.volumes().get(share.volume()).orElseThrow(DockerException::gone);
            });
            mountpoints.put(share.volume(), volume.path("Mountpoint").asText());
        }
        if (shares.values().stream().anyMatch(share -> !parts(share).isEmpty())) {
            makeDirectories(task, image, List.copyOf(shares.values()), mountpoints);
        }
        Map<String, Mount> mounts = new LinkedHashMap<>();
        shares.forEach((name, share) -> {
            List<String> parts = parts(share);
            String source =
                    parts.isEmpty() ? share.volume() : mountpoints.get(share.volume()) + "/" + String.join("/", parts);
            mounts.put(name, new Mount(source, "", false, false, share.user()));
        });
        return mounts;
    }

    private static List<String> parts(Share share) {
        return List.of(share.root().split("/")).stream()
                .filter(part -> !part.isEmpty() && !part.equals("."))
                .toList();
    }

    private void makeDirectories(Task task, String image, List<Share> shares, Map<String, String> volumes)
            throws LaunchException, InterruptedException {
        List<Map<String, Object>> mounts = new ArrayList<>();
        volumes.keySet()
                .forEach(volume -> mounts.add(Map.of(
                        "Type",
                        "volume",
                        "Source",
                        volume,
                        "Target",
                        PLACE + "/" + volume,
                        "VolumeOptions",
                        Map.of("NoCopy", true))));
        Map<String, Object> body = Map.of(
                "Image",
                image,
                "Cmd",
                List.of("never"),
                "Labels",
                marks,
                "HostConfig",
                Map.of("NetworkMode", "none", "Mounts", mounts));
        engine.steadily(docker -> {
            docker.create(helper(task), body);
            return true;
        });
        try {
            for (Share share : shares) {
                makeDirectory(helper(task), share);
            }
        } catch (MountException e) {
            throw Volumes.unmounted(e);
        } finally {
            engine.quietly(docker -> docker.remove(helper(task)));
        }
    }

    private void makeDirectory(String helper, Share share) throws MountException, InterruptedException {
        String below = PLACE + "/" + share.volume();
        List<Directory> missing = new ArrayList<>();
        String path = "";
        for (String part : parts(share)) {
            path = path + "/" + part;
            String there = below + path;
            Kind kind = missing.isEmpty()
                    ? engine.steadily(docker -> new DockerFiles(docker, helper).kind(there))
                    : Kind.ABSENT;
            if (kind == Kind.DIRECTORY) {
                continue;
            }
            Share.Owner owner = share.creation()
                    .filter(_ -> kind == Kind.ABSENT)
                    .orElseThrow(() -> MountException.noDirectory(share.root()));
            missing.add(new Directory(path.substring(1), owner.uid(), owner.gid(), owner.mode()));
        }
        if (!missing.isEmpty()) {
            engine.steadily(docker -> {
                new DockerFiles(docker, helper).make(below, missing);
                return true;
            });
        }
    }
}
