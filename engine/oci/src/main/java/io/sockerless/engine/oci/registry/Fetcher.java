package io.sockerless.engine.oci.registry;

import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.image.ImageReference;
import io.sockerless.engine.oci.ContentStore;
import io.sockerless.engine.oci.Descriptor;
import io.sockerless.engine.oci.ImageIndex;
import io.sockerless.engine.oci.ImageManifest;
import io.sockerless.engine.oci.MediaTypes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Takes images from a registry as they are, byte for byte and for all platforms, into a content store. */
public final class Fetcher {
    private static final int DEEPEST = 4;

    private final RegistryClient client;
    private final ContentStore store;

    public Fetcher(RegistryClient client, ContentStore store) {
        this.client = client;
        this.store = store;
    }

    /** Is told of everything that has come, what others need before them. The store is leased meanwhile. */
    public interface Receiver {
        /** A config or layer is in the store. */
        void blob(Descriptor blob) throws IOException;

        /**
         * A manifest or an index.
         *
         * @param top whether it is what was asked for
         */
        void manifest(Descriptor manifest, byte[] json, boolean top) throws IOException;
    }

    /**
     * Fetches what the name stands for now, and all that it needs. What is in the store is not fetched again.
     *
     * @throws EngineException NOT_FOUND if there is nothing of that name
     */
    public void fetch(ImageReference reference, AuthConfig credentials, Receiver receiver) {
        try (ContentStore.Lease _ = store.lease()) {
            client.reading(reference, credentials, repository -> {
                Manifests manifests = new Manifests(repository, client.retry(), Optional.of(store));
                new Fetch(manifests, new Blobs(repository, client.retry(), store), receiver)
                        .take(manifests.get(reference), 0);
                return reference;
            });
        } catch (IOException e) {
            throw RegistryClient.engine(e);
        }
    }

    private record Fetch(Manifests manifests, Blobs blobs, Receiver receiver) {
        void take(Manifests.Document document, int depth) throws IOException {
            Descriptor descriptor = document.descriptor();
            if (depth > DEEPEST) {
                throw EngineException.invalid("manifest lists are nested too deep");
            }
            if (MediaTypes.isIndex(descriptor.mediaType())) {
                for (Descriptor child : ImageIndex.parse(document.json(), descriptor.mediaType())
                        .manifests()) {
                    take(manifests.get(child), depth + 1);
                }
            } else if (MediaTypes.isManifest(descriptor.mediaType())) {
                for (Descriptor blob : blobs(ImageManifest.parse(document.json(), descriptor.mediaType()))) {
                    blobs.fetch(blob, Blobs.Watcher.of(_ -> {}));
                    receiver.blob(blob);
                }
            } else {
                throw MediaTypes.unsupported(descriptor.mediaType());
            }
            receiver.manifest(descriptor, document.json(), depth == 0);
        }

        /** But not layers that are elsewhere: registries may not distribute those. */
        private static List<Descriptor> blobs(ImageManifest manifest) {
            List<Descriptor> all = new ArrayList<>(List.of(manifest.config()));
            manifest.layers().stream()
                    .filter(layer -> !layer.mediaType().contains(".nondistributable.")
                            && !layer.mediaType().contains(".foreign."))
                    .forEach(all::add);
            return all;
        }
    }
}
