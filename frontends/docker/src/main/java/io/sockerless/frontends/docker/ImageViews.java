package io.sockerless.frontends.docker;

import io.sockerless.engine.core.Images;
import io.sockerless.engine.core.Images.Image;
import io.sockerless.engine.model.ContainerConfig;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Images as Docker's API shows them. */
final class ImageViews {
    private static final Set<String> OF_CONTAINERS = Set.of(
            "Hostname",
            "Domainname",
            "AttachStdin",
            "AttachStdout",
            "AttachStderr",
            "Tty",
            "OpenStdin",
            "StdinOnce",
            "Image",
            "NetworkDisabled",
            "MacAddress",
            "StopTimeout");

    private ImageViews() {}

    static Map<String, Object> summary(Image image, long shared, ApiVersion version) {
        boolean dangling = image.repoTags().isEmpty() && version.before(43);
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("Containers", image.containers());
        json.put("Created", image.created().getEpochSecond());
        json.put("Id", image.id());
        json.put("Labels", image.config().get("Labels"));
        json.put("ParentId", image.parent());
        json.put(
                "RepoDigests",
                dangling && image.repoDigests().isEmpty() ? List.of("<none>@<none>") : image.repoDigests());
        json.put("RepoTags", dangling ? List.of("<none>:<none>") : image.repoTags());
        json.put("SharedSize", shared);
        json.put("Size", image.size());
        if (version.before(44)) {
            json.put("VirtualSize", image.size());
        }
        return json;
    }

    /** @param originated whether to tell of the container that it was committed from */
    static Map<String, Object> inspect(Image image, String storage, ApiVersion version, boolean originated) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("Id", image.id());
        json.put("RepoTags", image.repoTags());
        json.put("RepoDigests", image.repoDigests());
        json.put("Parent", image.parent());
        json.put("Comment", image.comment());
        json.put("Created", image.created().toString());
        if (originated) {
            json.put("Container", image.container());
            json.put("ContainerConfig", ContainerConfig.SCHEMA.complete(image.containerConfig()));
        }
        json.put("DockerVersion", "");
        json.put("Author", image.author());
        json.put(
                "Config", version.before(50) ? ContainerConfig.SCHEMA.complete(image.config()) : plain(image.config()));
        json.put("Architecture", image.architecture());
        if (!image.variant().isEmpty()) {
            json.put("Variant", image.variant());
        }
        json.put("Os", image.os());
        json.put("Size", image.size());
        if (version.before(44)) {
            json.put("VirtualSize", image.size());
        }
        json.put("GraphDriver", ContainerViews.graphDriver(storage));
        Map<String, Object> root = new LinkedHashMap<>();
        root.put("Type", "layers");
        root.put("Layers", image.layers());
        json.put("RootFS", root);
        json.put("Metadata", Map.of("LastTagTime", image.lastTagged().toString()));
        return json;
    }

    /** Since 1.50: what an image's configuration has and not what only containers have, and nothing that is empty. */
    private static Map<String, Object> plain(Map<String, Object> config) {
        Map<String, Object> json = new LinkedHashMap<>(config);
        json.keySet().removeAll(OF_CONTAINERS);
        json.values().removeIf(value -> switch (value) {
            case null -> true;
            case String text -> text.isEmpty();
            case Collection<?> list -> list.isEmpty();
            case Map<?, ?> map -> map.isEmpty();
            case Boolean flag -> !flag;
            case Object _ -> false;
        });
        return json;
    }

    static List<Map<String, String>> deleted(List<Images.Deleted> deleted) {
        return deleted.stream()
                .map(entry -> entry.untagged().isEmpty()
                        ? Map.of("Deleted", entry.deleted())
                        : Map.of("Untagged", entry.untagged()))
                .toList();
    }
}
