package io.sockerless.frontends.buildkit.solve;

import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.oci.Descriptor;
import io.sockerless.frontends.buildkit.session.ClientStore;
import io.sockerless.frontends.buildkit.session.Session;
import io.sockerless.frontends.buildkit.wire.control.CacheOptionsEntry;
import io.sockerless.frontends.http.Json;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Where a build leaves what others can take from it: images of its stages, in one index. */
final class CacheExports {
    private static final Set<String> KNOWN = Set.of("mode", "ref", "dest", "tag", "ignore-error", "image-manifest");
    /** What is done whether or not it is asked for. */
    private static final Map<String, String> USUAL = Map.of("oci-mediatypes", "true", "compression", "gzip");

    private final ImageShelf images;

    CacheExports(ImageShelf images) {
        this.images = images;
    }

    /** @throws EngineException NOT_IMPLEMENTED, INVALID */
    static void require(List<CacheOptionsEntry> wanted) {
        for (CacheOptionsEntry export : wanted) {
            Map<String, String> attributes = export.getAttrsMap();
            switch (export.getType()) {
                case "inline" -> {}
                case "registry" -> require(attributes, "registry", "ref");
                case "local" -> require(attributes, "local", "dest");
                default ->
                    throw EngineException.notImplemented(
                            "cache export of type " + export.getType() + " is not supported");
            }
        }
    }

    private static void require(Map<String, String> attributes, String type, String place) {
        if (attributes.getOrDefault(place, "").isEmpty()) {
            throw EngineException.invalid(type + " cache exporter requires " + place);
        }
        attributes.forEach((name, value) -> {
            if (!KNOWN.contains(name) && !value.equals(USUAL.get(name))) {
                throw EngineException.notImplemented(
                        "option " + name + "=" + value + " of cache export " + type + " is not supported");
            }
        });
        if (!Set.of("min", "max").contains(attributes.getOrDefault("mode", "min"))) {
            throw EngineException.invalid("invalid cache mode \"" + attributes.get("mode") + "\"");
        }
    }

    /** @return what clients are told of it */
    Map<String, String> run(Job job, Result result, List<CacheOptionsEntry> wanted, Optional<Session> session)
            throws InterruptedException {
        Map<String, String> told = new LinkedHashMap<>();
        for (CacheOptionsEntry export : wanted) {
            try {
                switch (export.getType()) {
                    case "registry" -> push(job, export.getAttrsOrThrow("ref"), images(result, export), session);
                    case "local" ->
                        told.put(
                                "cache.manifest",
                                save(job, export.getAttrsOrThrow("dest"), images(result, export), session));
                    default -> {} // it is in the image
                }
            } catch (EngineException e) {
                if (!export.getAttrsOrDefault("ignore-error", "false").equals("true")) {
                    throw new EngineException(e.kind(), "error writing cache: " + e.getMessage(), e);
                }
            }
        }
        return told;
    }

    private static List<String> images(Result result, CacheOptionsEntry export) {
        boolean all = export.getAttrsOrDefault("mode", "min").equals("max");
        return result.images().stream()
                .flatMap(image -> Stream.concat(Stream.of(image.last()), all ? image.stages().stream() : Stream.of()))
                .distinct()
                .toList();
    }

    private void push(Job job, String name, List<String> ids, Optional<Session> session) throws InterruptedException {
        Step step = Step.of(job.progress(), "exporting cache to registry");
        step.run(() -> {
            Map<String, Step.Part> parts = new LinkedHashMap<>();
            images.pushCache(
                    name,
                    ids,
                    session,
                    (what, bytes) -> parts.computeIfAbsent("writing layer " + what, step::part)
                            .at(bytes, 0));
            parts.values().forEach(Step.Part::complete);
            return null;
        });
    }

    private String save(Job job, String directory, List<String> ids, Optional<Session> session)
            throws InterruptedException {
        Session client = session.orElseThrow(() -> EngineException.invalid("local cache exporter requires a session"));
        return Step.of(job.progress(), "exporting cache to client directory").run(() -> {
            Descriptor index = images.saveCache(ids, ClientStore.of(client, "local:" + directory));
            return new String(Json.line(index.raw()), StandardCharsets.UTF_8).strip();
        });
    }
}
