package io.sockerless.engine.oci.registry;

import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.image.Digest;
import io.sockerless.engine.model.image.ImageReference;
import io.sockerless.engine.oci.ContentStore;
import io.sockerless.engine.oci.Descriptor;
import io.sockerless.engine.oci.Image;
import io.sockerless.engine.oci.ImageIndex;
import io.sockerless.engine.oci.ImageManifest;
import io.sockerless.engine.oci.Layer;
import io.sockerless.engine.oci.MediaTypes;
import io.sockerless.engine.oci.ProgressEvent;
import io.sockerless.engine.oci.ProgressListener;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;

/** Pushes images: {@code docker push}. */
public final class Pusher {
    private static final int AT_ONCE = 5;

    private final RegistryClient client;
    private final ContentStore store;

    public Pusher(RegistryClient client, ContentStore store) {
        this.client = client;
        this.store = store;
    }

    /**
     * Makes a tag of a registry point to this image, bringing there what of it the registry does not have. Layers that
     * are stored uncompressed are compressed on the way. An interrupt ends it.
     *
     * @param reference with a tag
     * @return the manifest that the tag points to now
     * @throws EngineException in dockerd's words
     */
    public Descriptor push(ImageReference reference, Image image, AuthConfig credentials, ProgressListener progress) {
        ImageReference target = tagged(reference);
        ProgressFeed feed = new ProgressFeed(progress);
        try (ContentStore.Lease _ = store.lease()) {
            feed.message("", "The push refers to repository [" + target.name() + "]");
            return push(target, image, credentials, feed);
        } catch (IOException e) {
            throw RegistryClient.engine(e);
        }
    }

    /**
     * Makes a tag of a registry point to an {@linkplain ImageIndex#ofCache index} of all these images.
     *
     * @param reference with a tag
     * @return the index
     */
    public Descriptor pushCache(
            ImageReference reference, List<Image> images, AuthConfig credentials, ProgressListener progress) {
        ImageReference target = tagged(reference);
        ProgressFeed feed = new ProgressFeed(progress);
        try (ContentStore.Lease _ = store.lease()) {
            RemoteRepository repository = client.writing(target, credentials);
            Manifests manifests = new Manifests(repository, client.retry(), Optional.empty());
            List<Descriptor> pushed = new ArrayList<>();
            for (Image image : images) {
                ImageManifest manifest = contents(repository, target, image, feed);
                manifests.put(manifest.digest().toString(), manifest.mediaType(), manifest.json());
                pushed.add(manifest.descriptor());
            }
            ImageIndex index = ImageIndex.ofCache(pushed);
            manifests.put(target.tag().orElseThrow(), index.mediaType(), index.json());
            return new Descriptor(index.mediaType(), index.digest(), index.json().length);
        } catch (IOException e) {
            throw RegistryClient.engine(e);
        }
    }

    private static ImageReference tagged(ImageReference reference) {
        if (reference.digest().isPresent()) {
            throw EngineException.invalid("cannot push a digest reference");
        }
        return reference.withDefaultTag();
    }

    private Descriptor push(ImageReference target, Image image, AuthConfig credentials, ProgressFeed feed)
            throws IOException {
        RemoteRepository repository = client.writing(target, credentials);
        ImageManifest manifest = contents(repository, target, image, feed);
        String tag = target.tag().orElseThrow();
        new Manifests(repository, client.retry(), Optional.empty()).put(tag, manifest.mediaType(), manifest.json());
        store.put(manifest.json());
        Descriptor pushed = manifest.descriptor();
        feed.message("", tag + ": digest: " + pushed.digest() + " size: " + pushed.size());
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("Tag", tag);
        result.put("Digest", pushed.digest().toString());
        result.put("Size", pushed.size());
        feed.on(new ProgressEvent.Aux(result));
        return pushed;
    }

    /** Brings an image's layers and config there. @return what has to be put then */
    private ImageManifest contents(RemoteRepository repository, ImageReference target, Image image, ProgressFeed feed)
            throws IOException {
        image.layers().reversed().stream()
                .map(layer -> layer.diffId().shortHex())
                .distinct()
                .forEach(id -> feed.step(id, "Preparing"));
        Uploads uploads = new Uploads(repository);
        List<Descriptor> layers = layers(uploads, target, image, feed);
        byte[] config = image.config().json();
        boolean zstd = layers.stream().anyMatch(d -> d.mediaType().equals(MediaTypes.OCI_LAYER_ZSTD));
        Descriptor configBlob =
                new Descriptor(zstd ? MediaTypes.OCI_CONFIG : MediaTypes.DOCKER_CONFIG, image.id(), config.length);
        client.retry().run(() -> {
            if (!uploads.exists(configBlob)) {
                uploads.whole(configBlob, () -> new ByteArrayInputStream(config));
            }
            return configBlob;
        });
        return ImageManifest.of(
                zstd ? MediaTypes.OCI_MANIFEST : MediaTypes.DOCKER_MANIFEST,
                configBlob,
                layers.stream().map(d -> typed(d, zstd)).toList());
    }

    private List<Descriptor> layers(Uploads uploads, ImageReference target, Image image, ProgressFeed feed)
            throws IOException {
        try (Parallel parallel = new Parallel(AT_ONCE)) {
            Map<Layer, Future<Descriptor>> work = new HashMap<>();
            Map<Digest, Future<Descriptor>> byDiffId = new HashMap<>();
            for (Layer layer : image.layers().reversed()) {
                work.put(
                        layer,
                        byDiffId.computeIfAbsent(
                                layer.diffId(),
                                _ -> parallel.start(
                                        () -> feed.step(layer.diffId().shortHex(), "Waiting"),
                                        () -> new PushedLayer(uploads, store, client.retry(), feed, target, layer)
                                                .push())));
            }
            List<Descriptor> pushed = new ArrayList<>();
            for (Layer layer : image.layers()) {
                pushed.add(Parallel.await(work.get(layer)));
            }
            return pushed;
        }
    }

    /** A Docker manifest names its layers in Docker's way, an OCI manifest in OCI's. */
    private static Descriptor typed(Descriptor layer, boolean oci) {
        String type = layer.mediaType().equals(MediaTypes.OCI_LAYER_ZSTD)
                ? MediaTypes.OCI_LAYER_ZSTD
                : oci ? MediaTypes.OCI_LAYER_GZIP : MediaTypes.DOCKER_LAYER_GZIP;
        return new Descriptor(type, layer.digest(), layer.size());
    }
}
