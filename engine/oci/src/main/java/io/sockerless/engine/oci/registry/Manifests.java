package io.sockerless.engine.oci.registry;

import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.image.Digest;
import io.sockerless.engine.model.image.ImageReference;
import io.sockerless.engine.oci.ContentStore;
import io.sockerless.engine.oci.Descriptor;
import io.sockerless.engine.oci.ImageManifest;
import io.sockerless.engine.oci.MediaTypes;
import io.sockerless.engine.oci.OciJson;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Manifests and indexes of a remote repository. They are kept in the content store, so that a manifest which is there
 * costs a HEAD only: registries count GETs against a client's limit.
 */
final class Manifests {
    private static final Map<String, List<String>> ACCEPT = Map.of("Accept", MediaTypes.ACCEPTED);

    private final RemoteRepository repository;
    private final Retry retry;
    private final Optional<ContentStore> store;

    /** A manifest or an index, verified. */
    record Document(Descriptor descriptor, byte[] json) {}

    Manifests(RemoteRepository repository, Retry retry, Optional<ContentStore> store) {
        this.repository = repository;
        this.retry = retry;
        this.store = store;
    }

    Document get(ImageReference reference) throws IOException {
        Optional<Descriptor> head = reference.digest().isPresent() ? Optional.empty() : head(reference.identifier());
        Optional<Digest> digest = reference.digest().or(() -> head.map(Descriptor::digest));
        Optional<Document> known = digest.isPresent() ? stored(digest.get()) : Optional.empty();
        return known.isPresent() ? known.get() : retry.run(() -> fetch(reference.identifier(), reference.digest()));
    }

    /** A manifest that an index lists. */
    Document get(Descriptor descriptor) throws IOException {
        Optional<Document> known = stored(descriptor.digest());
        return known.isPresent()
                ? known.get()
                : retry.run(() -> fetch(descriptor.digest().toString(), Optional.of(descriptor.digest())));
    }

    /** What a tag points to now; empty if the registry does not say, or says no, which a GET then explains. */
    private Optional<Descriptor> head(String identifier) throws IOException {
        HttpResponse<InputStream> response = retry.run(
                () -> repository.send(RemoteRepository.Call.of("HEAD", repository.uri("manifests/" + identifier))
                        .with(ACCEPT)));
        try (InputStream _ = response.body()) {
            Optional<String> digest = response.headers().firstValue("Docker-Content-Digest");
            OptionalLong size = response.headers().firstValueAsLong("Content-Length");
            if (response.statusCode() != 200
                    || digest.isEmpty()
                    || !digest.get().startsWith("sha256:")) {
                return Optional.empty();
            }
            return Optional.of(new Descriptor(mediaType(response), Digest.parse(digest.get()), size.orElse(0)));
        }
    }

    private Optional<Document> stored(Digest digest) throws IOException {
        if (store.isEmpty()
                || !digest.algorithm().equals("sha256")
                || !store.get().exists(digest)) {
            return Optional.empty();
        }
        byte[] json = store.get().read(digest, ImageManifest.MAX_BYTES);
        String type = OciJson.string(OciJson.object(json, "manifest"), "mediaType");
        // without a type of its own only the registry can tell what it is
        return type.isEmpty()
                ? Optional.empty()
                : Optional.of(new Document(new Descriptor(type, digest, json.length), json));
    }

    private Document fetch(String identifier, Optional<Digest> expected) throws IOException {
        HttpResponse<InputStream> response =
                repository.send(RemoteRepository.Call.get(repository.uri("manifests/" + identifier))
                        .with(ACCEPT));
        if (response.statusCode() != 200) {
            throw RemoteRepository.failure(response);
        }
        String type = mediaType(response);
        byte[] json;
        try (InputStream in = response.body()) {
            json = in.readNBytes(ImageManifest.MAX_BYTES + 1);
        } catch (IOException e) {
            throw new RegistryFailure(RegistryFailure.Cause.TRANSIENT, "unexpected EOF", e);
        }
        if (json.length > ImageManifest.MAX_BYTES) {
            throw EngineException.invalid("manifest is longer than " + ImageManifest.MAX_BYTES + " bytes");
        }
        if (MediaTypes.isSchema1(type)) {
            throw EngineException.invalid("Docker Image Format v1 and Docker Image manifest version 2, schema 1 are not"
                    + " supported. Suggest the author of " + repository.path()
                    + " to upgrade the image to the OCI Format or Docker Image manifest v2, schema 2.");
        }
        if (type.isEmpty()) {
            type = OciJson.string(OciJson.object(json, "manifest"), "mediaType");
        }
        Digest digest = Digest.sha256(json);
        if (expected.isPresent() && !matches(expected.get(), json)) {
            throw EngineException.invalid("manifest verification failed for digest " + expected.get());
        }
        if (store.isPresent()) {
            store.get().put(json);
        }
        return new Document(new Descriptor(type, expected.orElse(digest), json.length), json);
    }

    private static boolean matches(Digest expected, byte[] bytes) {
        return switch (expected.algorithm()) {
            case "sha256" -> expected.equals(Digest.sha256(bytes));
            default -> throw EngineException.invalid("unsupported digest algorithm " + expected.algorithm());
        };
    }

    /** Without parameters; empty if the registry does not say. */
    private static String mediaType(HttpResponse<InputStream> response) {
        return response.headers()
                .firstValue("Content-Type")
                .orElse("")
                .split(";")[0]
                .strip();
    }

    /** Makes a tag, or its own digest, point to this manifest or index. */
    void put(String identifier, String mediaType, byte[] json) throws IOException {
        RemoteRepository.Call call = new RemoteRepository.Call(
                "PUT",
                repository.uri("manifests/" + identifier),
                Map.of("Content-Type", List.of(mediaType)),
                () -> HttpRequest.BodyPublishers.ofByteArray(json));
        retry.run(() -> {
            HttpResponse<InputStream> response = repository.send(call);
            if (response.statusCode() / 100 != 2) {
                throw RemoteRepository.failure(response);
            }
            response.body().close();
            return response;
        });
    }
}
