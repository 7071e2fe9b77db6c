package io.sockerless.frontends.docker;

import io.sockerless.engine.core.Containers;
import io.sockerless.engine.core.Images;
import io.sockerless.engine.model.Container;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What takes how much room. */
final class UsageHandlers {
    private final Services services;

    UsageHandlers(Services services) {
        this.services = services;
    }

    void df(Call call) throws IOException {
        List<Container> containers = services.containers().list(new Containers.ListQuery(true, 0, Map.of()));
        Map<String, Long> uses = new HashMap<>();
        containers.forEach(container -> uses.merge(container.imageId(), 1L, Long::sum));
        Map<String, Long> shared = services.images().sharedSizes();
        Instant now = Instant.now();
        List<String> types = call.exchange().query().all("type");
        Map<String, Object> json = new LinkedHashMap<>();
        if (types.isEmpty() || types.contains("image")) {
            json.put("LayersSize", services.images().layersSize());
            json.put(
                    "Images",
                    services.images().list(false, Map.of()).stream()
                            .map(image -> image(image, uses, shared, call.version()))
                            .toList());
        }
        if (types.isEmpty() || types.contains("container")) {
            Map<String, List<String>> linkNames = services.containers().linkNames();
            json.put(
                    "Containers",
                    containers.stream()
                            .flatMap(container -> services
                                    .containers()
                                    .sizes(container.id())
                                    .map(size -> ContainerSummaries.of(
                                            container,
                                            linkNames.getOrDefault(container.name(), List.of()),
                                            Optional.of(size),
                                            now))
                                    .stream())
                            .toList());
        }
        if (types.isEmpty() || types.contains("volume")) {
            json.put("Volumes", VolumeHandlers.usage(services.volumes()));
        }
        List<Map<String, Object>> caches = BuildHandlers.usage(services.builder());
        json.put("BuildCache", caches.isEmpty() ? null : caches);
        call.json(200, json);
    }

    private static Map<String, Object> image(
            Images.Image image, Map<String, Long> uses, Map<String, Long> shared, ApiVersion version) {
        Map<String, Object> json = ImageViews.summary(image, shared.getOrDefault(image.id(), 0L), version);
        json.put("Containers", uses.getOrDefault(image.id(), 0L));
        return json;
    }
}
