package io.sockerless.frontends.docker;

import io.sockerless.engine.core.Images;
import io.sockerless.engine.model.ContainerConfig;
import io.sockerless.engine.model.EngineException;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code /images} at rest, and {@code /commit}. */
final class ImageHandlers {
    private final Services services;
    private final Images images;

    ImageHandlers(Services services) {
        this.services = services;
        this.images = services.images();
    }

    void list(Call call) throws IOException {
        Map<String, List<String>> filters = new LinkedHashMap<>(call.filters());
        if (call.version().before(47) && !call.query("filter").isEmpty()) {
            filters.put("reference", List.of(call.query("filter")));
        }
        Map<String, Long> shared = call.flag("shared-size") ? images.sharedSizes() : Map.of();
        call.json(
                200,
                images.list(call.flag("all"), filters).stream()
                        .map(image -> ImageViews.summary(image, shared.getOrDefault(image.id(), -1L), call.version()))
                        .toList());
    }

    void inspect(Call call) throws IOException {
        // Compose 1 always speaks the daemon's newest version, and reads there what went with 1.45.
        boolean originated = call.version().before(45)
                || call.exchange().requestHeader("User-Agent").startsWith("docker-compose/1.");
        String storage = SystemViews.storage(services.system());
        call.json(200, ImageViews.inspect(images.get(call.name()), storage, call.version(), originated));
    }

    void history(Call call) throws IOException {
        call.json(
                200,
                images.history(call.name()).stream()
                        .map(entry -> {
                            Map<String, Object> json = new LinkedHashMap<>();
                            json.put("Comment", entry.comment());
                            json.put("Created", entry.created().getEpochSecond());
                            json.put("CreatedBy", entry.createdBy());
                            json.put("Id", entry.id());
                            json.put("Size", entry.size());
                            json.put("Tags", entry.tags().isEmpty() ? null : entry.tags());
                            return json;
                        })
                        .toList());
    }

    void tag(Call call) throws IOException {
        images.tag(call.name(), call.query("repo"), call.query("tag"));
        call.exchange().send(201);
    }

    void remove(Call call) throws IOException {
        call.json(200, ImageViews.deleted(images.remove(call.name(), call.flag("force"), !call.flag("noprune"))));
    }

    void prune(Call call) throws IOException {
        Images.ImagesPruned pruned = images.prune(call.filters());
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("ImagesDeleted", pruned.deleted().isEmpty() ? null : ImageViews.deleted(pruned.deleted()));
        json.put("SpaceReclaimed", pruned.spaceReclaimed());
        call.json(200, json);
    }

    /** Without a builder there is no cache, and that is what is left after a prune; {@code docker system prune} asks. */
    void distribution(Call call) throws IOException {
        Images.DistributionInfo info = images.distribution(call.name(), Credentials.header(call));
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("Descriptor", info.descriptor());
        json.put("Platforms", info.platforms());
        call.json(200, json);
    }

    /** Checks the query as an engine with an index would, and then says that there is none. */
    void search(Call call) {
        for (String filter : call.filters().keySet()) {
            if (!List.of("is-automated", "is-official", "stars").contains(filter)) {
                throw EngineException.invalid("Invalid filter '" + filter + "'");
            }
        }
        call.integer("limit", 25);
        throw EngineException.notImplemented("no index that could be searched is configured");
    }

    void commit(Call call) throws IOException {
        String container = call.query("container");
        if (container.isEmpty()) {
            throw EngineException.invalid("invalid name or ID supplied: \"\"");
        }
        Map<String, Object> config = call.optionalBody();
        String id = services.containers()
                .commit(
                        container,
                        call.query("repo"),
                        call.query("tag"),
                        call.query("comment"),
                        call.query("author"),
                        call.flag("pause", true),
                        config.isEmpty() ? Optional.empty() : Optional.of(new ContainerConfig(config)),
                        call.exchange().query().all("changes"));
        call.json(201, Map.of("Id", id));
    }
}
