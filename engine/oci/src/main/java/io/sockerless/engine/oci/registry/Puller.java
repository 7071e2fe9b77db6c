package io.sockerless.engine.oci.registry;

import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import io.sockerless.engine.model.image.Digest;
import io.sockerless.engine.model.image.ImageReference;
import io.sockerless.engine.model.image.Platform;
import io.sockerless.engine.oci.ContentStore;
import io.sockerless.engine.oci.Descriptor;
import io.sockerless.engine.oci.Image;
import io.sockerless.engine.oci.ImageConfig;
import io.sockerless.engine.oci.ImageIndex;
import io.sockerless.engine.oci.ImageManifest;
import io.sockerless.engine.oci.LayerSink;
import io.sockerless.engine.oci.MediaTypes;
import io.sockerless.engine.oci.ProgressListener;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Pulls images: {@code docker pull}. */
public final class Puller {
    private final RegistryClient client;
    private final ContentStore store;

    public Puller(RegistryClient client, ContentStore store) {
        this.client = client;
        this.store = store;
    }

    /**
     * Pulls one image. All is verified: the manifest, the config, and each layer compressed and uncompressed. Layers are
     * downloaded three at a time and handed to the sink in order, while others still come. An interrupt ends it.
     *
     * @throws EngineException in dockerd's words; what was downloaded by then is used by the next pull
     */
    public PulledImage pull(PullRequest request, LayerSink sink, ProgressListener progress) {
        ProgressFeed feed = new ProgressFeed(progress);
        ImageReference reference = request.reference();
        try (ContentStore.Lease _ = store.lease()) {
            return client.reading(
                    reference, request.credentials(), repository -> pull(repository, request, sink, feed));
        } catch (RegistryFailure e) {
            throw explained(e, reference);
        } catch (IOException e) {
            throw RegistryClient.engine(e);
        }
    }

    /** Pulls all images of a {@linkplain ImageIndex#ofCache cache}, or the one that this is. */
    public List<Image> pullCache(PullRequest request, LayerSink sink, ProgressListener progress) {
        ProgressFeed feed = new ProgressFeed(progress);
        ImageReference reference = request.reference();
        try (ContentStore.Lease _ = store.lease()) {
            return client.reading(reference, request.credentials(), repository -> {
                List<Image> images = new ArrayList<>();
                for (PullRequest one : eachOfCache(repository, request)) {
                    images.add(pull(repository, one, sink, feed).image());
                }
                return images;
            });
        } catch (RegistryFailure e) {
            throw explained(e, reference);
        } catch (IOException e) {
            throw RegistryClient.engine(e);
        }
    }

    private List<PullRequest> eachOfCache(RemoteRepository repository, PullRequest request) throws IOException {
        Manifests.Document top = new Manifests(repository, client.retry(), Optional.of(store)).get(request.reference());
        if (!MediaTypes.isIndex(top.descriptor().mediaType())) {
            return List.of(request);
        }
        ImageIndex index = ImageIndex.parse(top.json(), top.descriptor().mediaType());
        if (!index.isCache()) {
            return List.of(request);
        }
        return index.manifests().stream()
                .map(image -> new PullRequest(
                        request.reference().withDigest(image.digest()),
                        request.platform(),
                        request.credentials(),
                        Optional.empty()))
                .toList();
    }

    private PulledImage pull(RemoteRepository repository, PullRequest request, LayerSink sink, ProgressFeed feed)
            throws IOException {
        ImageReference reference = request.reference();
        Manifests manifests = new Manifests(repository, client.retry(), Optional.of(store));
        Manifests.Document top = manifests.get(reference);
        String named = reference.digest().isPresent() ? reference.toString() : reference.identifier();
        feed.message(named, "Pulling from " + reference.path());
        ImageManifest manifest = manifest(manifests, top, request.platform());
        manifest.layers().forEach(MediaTypes::checkLayer);
        Blobs blobs = new Blobs(repository, client.retry(), store);
        ImageConfig config = config(blobs, manifest);
        if (config.diffIds().size() != manifest.layers().size()) {
            throw EngineException.invalid("layers from manifest don't match image configuration");
        }
        boolean same = request.current().equals(Optional.of(config.id()));
        Image image =
                new LayerDownloads(blobs, store, sink, feed, reference.name()).run(config, manifest.layers(), same);
        Digest digest = top.descriptor().digest();
        feed.message("", "Digest: " + digest);
        feed.message(
                "",
                "Status: " + (same ? "Image is up to date for " : "Downloaded newer image for ")
                        + reference.familiar());
        request.platform()
                .filter(wanted -> !wanted.runs(config.platform()))
                .ifPresent(wanted -> feed.message(
                        "",
                        "WARNING: image with reference " + reference.familiarName()
                                + " was found but does not match the specified platform: wanted " + wanted
                                + ", actual: "
                                + config.platform()));
        return new PulledImage(image, top.descriptor(), reference);
    }

    private static ImageManifest manifest(Manifests manifests, Manifests.Document top, Optional<Platform> platform)
            throws IOException {
        Manifests.Document at = top;
        for (int depth = 0; MediaTypes.isIndex(at.descriptor().mediaType()); depth++) {
            if (depth == 4) {
                throw EngineException.invalid("manifest lists are nested too deep");
            }
            Platform wanted = platform.orElse(Platform.host());
            Descriptor chosen = ImageIndex.parse(at.json(), at.descriptor().mediaType())
                    .select(wanted)
                    .orElseThrow(() -> EngineException.notFound(
                            "no matching manifest for " + wanted + " in the manifest list entries"));
            at = manifests.get(chosen);
        }
        if (!MediaTypes.isManifest(at.descriptor().mediaType())) {
            throw MediaTypes.unsupported(at.descriptor().mediaType());
        }
        return ImageManifest.parse(at.json(), at.descriptor().mediaType());
    }

    private ImageConfig config(Blobs blobs, ImageManifest manifest) throws IOException {
        Descriptor config = manifest.config();
        MediaTypes.checkConfig(config);
        if (config.size() > ImageConfig.MAX_BYTES) {
            throw EngineException.invalid("image config is longer than " + ImageConfig.MAX_BYTES + " bytes");
        }
        try {
            blobs.fetch(config, Blobs.Watcher.of(_ -> {}));
        } catch (EngineException e) {
            String message = "image config verification failed for digest " + config.digest();
            throw e.kind() == ErrorKind.INVALID ? new EngineException(ErrorKind.INVALID, message, e) : e;
        }
        return ImageConfig.parse(store.read(config.digest(), ImageConfig.MAX_BYTES));
    }

    private static EngineException explained(RegistryFailure said, ImageReference reference) {
        RegistryFailure e = said.first();
        if (e.isBare()) {
            return EngineException.internal(e.getMessage(), e);
        }
        return switch (e.kind()) {
            case DENIED ->
                missing(
                        "pull access denied for " + reference.familiarName()
                                + ", repository does not exist or may require 'docker login'",
                        e);
            case MANIFEST_UNKNOWN -> missing("manifest for " + reference.familiar() + " not found", e);
            case NAME_UNKNOWN -> missing("repository " + reference.familiarName() + " not found", e);
            case UNAUTHORIZED, NOT_FOUND, TOO_MANY, INVALID, UNSUPPORTED, NO_CREDENTIALS, OTHER, TRANSIENT ->
                EngineException.internal(e.getMessage(), e);
        };
    }

    private static EngineException missing(String what, RegistryFailure e) {
        return new EngineException(ErrorKind.NOT_FOUND, what + ": " + e.getMessage(), e);
    }
}
