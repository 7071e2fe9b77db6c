package io.sockerless.engine.oci.registry;

import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.image.Digest;
import io.sockerless.engine.model.image.ImageReference;
import io.sockerless.engine.oci.Compression;
import io.sockerless.engine.oci.Descriptor;
import io.sockerless.engine.oci.ImageManifest;
import io.sockerless.engine.oci.MediaTypes;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;

/** Pushes images whose layers are in no content store of ours. */
public final class DetachedPusher {
    private static final int AT_ONCE = 4;

    private final RegistryClient client;

    public DetachedPusher(RegistryClient client) {
        this.client = client;
    }

    /** Opens a layer's uncompressed tar, any number of times; the caller closes it. */
    @FunctionalInterface
    public interface Tar {
        InputStream open() throws IOException;
    }

    /** A layer: the digest of its tar, and its tar. */
    public record Source(Digest diffId, Tar tar) {}

    /**
     * Makes a tag of a registry point to an image of these layers, bringing there what of it the registry does not have.
     *
     * @param reference with a tag
     * @param layers the base first
     * @param config an image config whose {@code rootfs} lists these layers
     * @param known the compressed forms of layers that were pushed there before, by diff id; what is pushed now is added
     * @return the manifest
     * @throws EngineException in the words of {@code docker push}
     */
    public Descriptor push(
            ImageReference reference,
            List<Source> layers,
            byte[] config,
            AuthConfig credentials,
            Map<Digest, Descriptor> known) {
        try (Parallel parallel = new Parallel(AT_ONCE)) {
            RemoteRepository repository = client.writing(reference, credentials);
            Uploads uploads = new Uploads(repository);
            List<Future<Descriptor>> work = new ArrayList<>();
            for (Source layer : layers) {
                Optional<Descriptor> before = Optional.ofNullable(known.get(layer.diffId()));
                work.add(parallel.start(() -> {}, () -> layer(uploads, layer, before)));
            }
            List<Descriptor> pushed = new ArrayList<>();
            for (int i = 0; i < layers.size(); i++) {
                pushed.add(Parallel.await(work.get(i)));
                known.put(layers.get(i).diffId(), pushed.get(i));
            }
            Descriptor about = new Descriptor(MediaTypes.OCI_CONFIG, Digest.sha256(config), config.length);
            client.retry().run(() -> {
                if (!uploads.exists(about)) {
                    uploads.whole(about, () -> new ByteArrayInputStream(config));
                }
                return about;
            });
            ImageManifest manifest = ImageManifest.of(MediaTypes.OCI_MANIFEST, about, pushed);
            new Manifests(repository, client.retry(), Optional.empty())
                    .put(reference.tag().orElseThrow(), manifest.mediaType(), manifest.json());
            return manifest.descriptor();
        } catch (IOException e) {
            throw RegistryClient.engine(e);
        }
    }

    private Descriptor layer(Uploads uploads, Source layer, Optional<Descriptor> before) throws IOException {
        if (before.isPresent() && client.retry().run(() -> uploads.exists(before.get()))) {
            return before.get();
        }
        Uploads.Transfer transfer = uploads.transfer();
        return client.retry()
                .run(() -> transfer.stream(
                        MediaTypes.OCI_LAYER_GZIP,
                        () -> Compression.gzip(layer.tar().open())));
    }
}
