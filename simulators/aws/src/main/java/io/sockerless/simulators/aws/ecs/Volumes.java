package io.sockerless.simulators.aws.ecs;

import com.fasterxml.jackson.databind.JsonNode;
import io.sockerless.simulators.aws.containers.Engine;
import io.sockerless.simulators.aws.ecs.Mounts.Mount;
import io.sockerless.simulators.aws.efs.Efs;
import io.sockerless.simulators.aws.efs.MountException;
import io.sockerless.simulators.aws.efs.Share;
import io.sockerless.simulators.kernel.docker.DockerVolumes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The volumes of a task at the engine: those that are its own come and go with it, those of EFS are there for all. */
record Volumes(Efs efs, Engine engine, Map<String, String> marks) {
    /** Names of the volumes that are the task's own begin so. */
    static String prefix(Task task) {
        return "ecs-" + task.id() + "-";
    }

    /** Makes them and says who mounts what. The containers' images are there already. */
    Mounts prepare(Task task, List<ContainerBody> bodies) throws LaunchException, InterruptedException {
        Map<String, Mount> sources = new LinkedHashMap<>();
        Map<String, Share> shares = new LinkedHashMap<>();
        String subnet = task.document()
                .path("attachments")
                .path(0)
                .path("details")
                .path(0)
                .path("value")
                .asText();
        for (JsonNode volume : task.definition().path("volumes")) {
            String name = volume.path("name").asText();
            if (volume.hasNonNull("efsVolumeConfiguration")) {
                shares.put(name, share(task, subnet, volume.path("efsVolumeConfiguration")));
            } else {
                sources.put(name, scratch(task, name));
            }
        }
        if (!shares.isEmpty()) {
            sources.putAll(
                    new Shares(engine, marks).mounted(task, bodies.getFirst().image(), shares));
        }
        Map<String, List<Mount>> byContainer = new LinkedHashMap<>();
        Set<String> lent = lent(bodies);
        for (ContainerBody body : bodies) {
            byContainer.put(body.name(), own(task, body, sources, lent.contains(body.name())));
        }
        Map<String, List<Mount>> all = new LinkedHashMap<>();
        for (ContainerBody body : bodies) {
            Map<String, Mount> mounts = new LinkedHashMap<>();
            collect(body.name(), bodies, byContainer, mounts);
            checkUser(body, List.copyOf(mounts.values()));
            all.put(body.name(), List.copyOf(mounts.values()));
        }
        return new Mounts(all);
    }

    private Share share(Task task, String subnet, JsonNode said) throws LaunchException {
        try {
            return efs.share(
                    task.caller(),
                    subnet,
                    said.path("fileSystemId").asText(),
                    said.path("authorizationConfig").path("accessPointId").asText(),
                    said.path("rootDirectory").asText("/"));
        } catch (MountException e) {
            throw unmounted(e);
        }
    }

    static LaunchException unmounted(MountException e) {
        return new LaunchException(
                "ResourceInitializationError: failed to invoke EFS utils commands to set up EFS volumes: stderr: "
                        + e.getMessage() + " : unsuccessful EFS utils command execution; code: " + e.code());
    }

    private Mount scratch(Task task, String volume) throws InterruptedException {
        String name = prefix(task) + volume;
        engine.steadily(docker -> {
            docker.volumes().create(name, marks);
            return true;
        });
        return new Mount(name, "", false, false, Optional.empty());
    }

    /** The containers whose volumes others take. */
    private static Set<String> lent(List<ContainerBody> bodies) {
        return bodies.stream()
                .flatMap(body -> body.definition().path("volumesFrom").valueStream())
                .map(from -> from.path("sourceContainer").asText())
                .collect(Collectors.toSet());
    }

    /** @param lent whether others take its volumes: then those of its image have names as well */
    private List<Mount> own(Task task, ContainerBody body, Map<String, Mount> sources, boolean lent)
            throws InterruptedException {
        Set<String> declared = new TreeSet<>();
        engine.steadily(docker -> docker.image(body.image()))
                .ifPresent(image ->
                        image.path("Config").path("Volumes").fieldNames().forEachRemaining(declared::add));
        List<Mount> mounts = new ArrayList<>();
        for (JsonNode point : body.definition().path("mountPoints")) {
            String path = point.path("containerPath").asText();
            Mount source = sources.get(point.path("sourceVolume").asText());
            boolean own = source.source().startsWith(prefix(task));
            // What the image has there comes into a volume of the task's when the image says that it is one.
            mounts.add(source.from(source.source(), own && declared.remove(path))
                    .at(path, point.path("readOnly").asBoolean()));
        }
        if (lent) {
            mounts.forEach(mount -> declared.remove(mount.target()));
            for (String path : declared) {
                String name = body.name() + "-" + Integer.toHexString(path.hashCode());
                mounts.add(scratch(task, name).from(prefix(task) + name, true).at(path, false));
            }
        }
        return mounts;
    }

    /** Its own, and those it takes from others where it has none of its own. */
    private static void collect(
            String name, List<ContainerBody> bodies, Map<String, List<Mount>> own, Map<String, Mount> into) {
        own.get(name).forEach(mount -> into.put(mount.target(), mount));
        ContainerBody body = bodies.stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow();
        for (JsonNode from : body.definition().path("volumesFrom")) {
            Map<String, Mount> taken = new LinkedHashMap<>();
            collect(from.path("sourceContainer").asText(), bodies, own, taken);
            boolean only = from.path("readOnly").asBoolean();
            // Only the container whose image it is copies what the image has.
            taken.values()
                    .forEach(mount -> into.putIfAbsent(
                            mount.target(),
                            mount.from(mount.source(), false).at(mount.target(), only || mount.readOnly())));
        }
    }

    private static void checkUser(ContainerBody body, List<Mount> mounts) throws LaunchException {
        List<Share.User> users = mounts.stream()
                .flatMap(mount -> mount.user().stream())
                .distinct()
                .toList();
        if (users.isEmpty()) {
            return;
        }
        Share.User user = users.getFirst();
        String said = body.definition().path("user").asText();
        if (users.size() > 1
                || !Set.of("", "" + user.uid(), user.uid() + ":" + user.gid()).contains(said)) {
            throw new LaunchException("ResourceInitializationError: container " + body.name()
                    + ": a user beside that of its access point is not simulated.");
        }
    }

    /** Leaves nothing of the task's own; its containers are gone. */
    void release(Task task) {
        if (task.definition().path("volumes").isEmpty()
                && lent(ContainerBody.of(task)).isEmpty()) {
            return;
        }
        engine.quietly(docker -> docker.remove(Shares.helper(task)));
        engine.quietly(docker -> removeAll(docker.volumes(), marks, name -> name.startsWith(prefix(task))));
        efs.sweep();
    }

    /** @param marks of volumes that are some task's own */
    static void removeAll(DockerVolumes volumes, Map<String, String> marks, Predicate<String> unwanted)
            throws IOException {
        for (Map.Entry<String, String> mark : marks.entrySet()) {
            for (String name : volumes.labelled(mark.getKey(), mark.getValue())) {
                if (unwanted.test(name)) {
                    volumes.remove(name);
                }
            }
        }
    }
}
