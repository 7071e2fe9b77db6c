package io.sockerless.frontends.buildkit.solve;

import io.grpc.Metadata;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.image.ImageReference;
import io.sockerless.engine.oci.Descriptor;
import io.sockerless.frontends.buildkit.session.ClientOutputs;
import io.sockerless.frontends.buildkit.session.ClientStore;
import io.sockerless.frontends.buildkit.session.Session;
import io.sockerless.frontends.buildkit.wire.control.Exporter;
import io.sockerless.frontends.http.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What becomes of results: images here or at registries, or files at the client. */
final class Exports {
    private static final Set<String> TYPES = Set.of("moby", "image", "docker", "oci", "tar", "local");

    private static final Set<String> ATTRIBUTES = Set.of("name", "push", "tar", "dest", "prefer-image-digest");
    /** What is done whether or not it is asked for. */
    private static final Map<String, String> USUAL =
            Map.of("store", "true", "unpack", "true", "mode", "copy", "compression", "gzip");

    private final ImageShelf images;

    Exports(ImageShelf images) {
        this.images = images;
    }

    /** @throws EngineException NOT_IMPLEMENTED */
    void require(Exporter exporter) {
        if (!TYPES.contains(exporter.getType())) {
            throw EngineException.notImplemented("exporter \"" + exporter.getType() + "\" could not be found");
        }
        exporter.getAttrsMap().forEach((name, value) -> {
            if (!ATTRIBUTES.contains(name) && !Set.of("", "false").contains(value) && !value.equals(USUAL.get(name))) {
                throw EngineException.notImplemented(
                        "option " + name + "=" + value + " of exporter " + exporter.getType() + " is not supported");
            }
        });
    }

    /** @return what clients are told of it */
    Map<String, String> run(Job job, Result result, List<Exporter> exporters, Optional<Session> session)
            throws InterruptedException {
        Map<String, String> response = new LinkedHashMap<>();
        for (int i = 0; i < exporters.size(); i++) {
            if (result.images().isEmpty()) {
                throw EngineException.invalid("the build has no result that could be exported");
            }
            if (result.images().size() > 1) {
                throw EngineException.notImplemented("results for several platforms cannot be exported as one yet");
            }
            One one = new One(job, result.images().getFirst(), exporters.get(i), i, session);
            response.putAll(one.run());
        }
        return response;
    }

    /** One exporter of one build; its number tells the client which one. */
    private final class One {
        private final Job job;
        private final Built image;
        private final Exporter exporter;
        private final int number;
        private final Optional<Session> session;
        private final List<String> names;

        One(Job job, Built image, Exporter exporter, int number, Optional<Session> session) {
            this.job = job;
            this.image = image;
            this.exporter = exporter;
            this.number = number;
            this.session = session;
            this.names = names(exporter.getAttrsOrDefault("name", ""));
        }

        Map<String, String> run() throws InterruptedException {
            return switch (exporter.getType()) {
                case "moby", "image" -> image();
                case "docker" -> archive("exporting to docker image format");
                case "oci" -> archive("exporting to oci image format");
                case "tar" -> tar();
                case "local" -> local();
                default -> throw new IllegalStateException(exporter.getType());
            };
        }

        private Map<String, String> image() throws InterruptedException {
            Step step = Step.of(job.progress(), "exporting to image");
            return step.run(() -> {
                part(step, "writing image " + image.id());
                for (String name : names) {
                    images.tag(image.id(), name);
                    part(step, "naming to " + name);
                }
                Map<String, String> told = described();
                if (flag("push")) {
                    for (String name : names) {
                        told.put("containerimage.digest", push(step, name));
                    }
                    told.put("containerimage.descriptor", descriptor(told.get("containerimage.digest")));
                }
                return told;
            });
        }

        private String push(Step step, String name) {
            Map<String, Step.Part> parts = new LinkedHashMap<>();
            String digest = images.push(
                    name,
                    session,
                    (what, bytes) ->
                            parts.computeIfAbsent("pushing " + what, step::part).at(bytes, 0));
            parts.values().forEach(Step.Part::complete);
            part(step, "pushing manifest for " + name + "@" + digest);
            return digest;
        }

        private Map<String, String> archive(String title) throws InterruptedException {
            Step step = Step.of(job.progress(), title);
            if (!exporter.getAttrsOrDefault("tar", "true").equals("true")) {
                return step.run(() -> layout(step));
            }
            return step.run(() -> {
                Map<String, String> told = described();
                Metadata metadata = new Metadata();
                told.forEach((key, value) -> metadata.put(ClientOutputs.exported(key), value));
                Step.Part sending = step.part("sending tarball");
                ClientOutputs.send(
                        client(),
                        number,
                        metadata,
                        out -> told.put("containerimage.digest", images.save(image.id(), names, out)));
                sending.complete();
                told.put("containerimage.descriptor", descriptor(told.get("containerimage.digest")));
                return told;
            });
        }

        /** Into a directory; the client itself writes down what is in it. */
        private Map<String, String> layout(Step step) {
            Step.Part copying = step.part("copying to client directory");
            Descriptor manifest = images.saveLayout(image.id(), ClientStore.of(client(), "export"));
            copying.complete();
            Map<String, String> told = described();
            told.put("containerimage.digest", manifest.digest().toString());
            told.put("containerimage.descriptor", encoded(manifest.raw()));
            return told;
        }

        private Map<String, String> tar() throws InterruptedException {
            Step step = Step.of(job.progress(), "exporting to client tarball");
            return step.run(() -> {
                Step.Part sending = step.part("sending tarball");
                ClientOutputs.send(client(), number, new Metadata(), out -> images.saveFiles(image.id(), out));
                sending.complete();
                return Map.of();
            });
        }

        private Map<String, String> local() throws InterruptedException {
            Step step = Step.of(job.progress(), "exporting to client directory");
            return step.run(() -> {
                Step.Part copying = step.part("copying files");
                ClientOutputs.sendFiles(
                        client(), number, out -> images.saveFiles(image.id(), out), bytes -> copying.at(bytes, 0));
                copying.complete();
                return Map.of();
            });
        }

        private Map<String, String> described() {
            Map<String, String> told = new LinkedHashMap<>();
            told.put("containerimage.digest", image.id());
            told.put("containerimage.config.digest", image.id());
            if (!names.isEmpty()) {
                told.put("image.name", String.join(",", names));
            }
            return told;
        }

        private String descriptor(String digest) {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("mediaType", "application/vnd.docker.distribution.manifest.v2+json");
            json.put("digest", digest);
            json.put("annotations", Map.of("config.digest", image.id()));
            return encoded(json);
        }

        private static String encoded(Map<String, Object> json) {
            return Base64.getEncoder()
                    .encodeToString(new String(Json.line(json), StandardCharsets.UTF_8)
                            .strip()
                            .getBytes(StandardCharsets.UTF_8));
        }

        private Session client() {
            return session.orElseThrow(
                    () -> EngineException.invalid("a build without a session has nowhere to export"));
        }

        private boolean flag(String name) {
            return exporter.getAttrsOrDefault(name, "false").equals("true");
        }
    }

    private static void part(Step step, String name) {
        Step.Part part = step.part(name);
        part.complete();
    }

    private static List<String> names(String list) {
        List<String> names = new ArrayList<>();
        for (String name : list.split(",")) {
            if (!name.isBlank()) {
                names.add(ImageReference.parse(name.strip()).withDefaultTag().toString());
            }
        }
        return names;
    }
}
