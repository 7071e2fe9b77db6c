package io.sockerless.frontends.buildkit.solve;

import com.fasterxml.jackson.databind.JsonNode;
import io.sockerless.engine.model.EngineException;
import io.sockerless.frontends.buildkit.session.ClientStore;
import io.sockerless.frontends.buildkit.session.Session;
import io.sockerless.frontends.http.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** From where a build takes what others have built. */
final class CacheImports {
    private final ImageShelf images;

    CacheImports(ImageShelf images) {
        this.images = images;
    }

    /** Images whose steps are known, then; one that cannot be had is no reason not to build. */
    List<String> run(Progress progress, Attributes attributes, Optional<Session> session) throws InterruptedException {
        List<Source> sources = new ArrayList<>();
        attributes.list("cache-from").forEach(reference -> sources.add(new Source.Registry(reference)));
        if (!attributes.get("cache-imports").isEmpty()) {
            sources.addAll(parse(attributes.get("cache-imports")));
        }
        List<String> known = new ArrayList<>();
        for (Source source : sources.stream().distinct().toList()) {
            try {
                Step.of(progress, "importing cache manifest from " + source.name())
                        .run(() -> known.addAll(
                                switch (source) {
                                    case Source.Registry(String name) -> images.pullCache(name, session);
                                    case Source.Local local -> images.loadCache(local.digest, local.store(session));
                                }));
            } catch (EngineException _) {
                // The step has told why. An image may be here.
                known.add(source.name());
            }
        }
        return known;
    }

    private sealed interface Source {
        String name();

        record Registry(String name) implements Source {}

        record Local(String directory, String digest) implements Source {
            @Override
            public String name() {
                return "local:" + directory;
            }

            ClientStore store(Optional<Session> session) {
                return ClientStore.of(
                        session.orElseThrow(() -> EngineException.invalid("local cache importer requires a session")),
                        name());
            }
        }
    }

    /** @throws EngineException NOT_IMPLEMENTED for what is neither a registry nor a directory */
    private static List<Source> parse(String json) {
        try {
            List<Source> sources = new ArrayList<>();
            for (JsonNode entry : Json.MAPPER.readTree(json)) {
                String type = entry.path("Type").asText(entry.path("type").asText());
                JsonNode attributes = entry.has("Attrs") ? entry.get("Attrs") : entry.path("attrs");
                sources.add(
                        switch (type) {
                            case "registry" ->
                                new Source.Registry(attributes.path("ref").asText());
                            case "local" ->
                                new Source.Local(
                                        attributes.path("src").asText(),
                                        attributes.path("digest").asText());
                            default ->
                                throw EngineException.notImplemented(
                                        "cache import of type " + type + " is not supported");
                        });
            }
            return sources;
        } catch (IOException e) {
            throw EngineException.invalid("failed to unmarshal cache-imports: " + e.getMessage());
        }
    }
}
