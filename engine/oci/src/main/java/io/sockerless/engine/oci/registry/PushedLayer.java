package io.sockerless.engine.oci.registry;

import io.sockerless.engine.model.image.ImageReference;
import io.sockerless.engine.oci.Compression;
import io.sockerless.engine.oci.ContentStore;
import io.sockerless.engine.oci.Descriptor;
import io.sockerless.engine.oci.Layer;
import io.sockerless.engine.oci.LayerIndex;
import io.sockerless.engine.oci.MediaTypes;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Brings one layer into a remote repository, with as little traffic as can be. */
final class PushedLayer {
    private static final int MOST_CHECKS = 4;
    private static final int MOST_MOUNTS = 4;

    private final Uploads uploads;
    private final Uploads.Transfer transfer;
    private final ContentStore store;
    private final Retry retry;
    private final ProgressFeed feed;
    private final ImageReference target;
    private final Layer layer;
    private final String id;

    PushedLayer(
            Uploads uploads, ContentStore store, Retry retry, ProgressFeed feed, ImageReference target, Layer layer) {
        this.uploads = uploads;
        this.transfer = uploads.transfer();
        this.store = store;
        this.retry = retry;
        this.feed = feed;
        this.target = target;
        this.layer = layer;
        this.id = layer.diffId().shortHex();
    }

    /** Returns the form of the layer that the repository has in the end. */
    Descriptor push() throws IOException {
        try {
            return pushed();
        } catch (RegistryFailure e) {
            throw e.first(); // dockerd tells no more of what happens to a layer
        }
    }

    private Descriptor pushed() throws IOException {
        List<LayerIndex.Form> forms = compressedForms();
        for (LayerIndex.Form form : forms) {
            if (retry.run(() -> uploads.exists(form.blob()))) {
                feed.step(id, "Layer already exists");
                return remembered(form.blob());
            }
        }
        for (LayerIndex.Form form : forms) {
            Optional<String> source = mounted(form);
            if (source.isPresent()) {
                feed.step(id, "Mounted from " + source.get());
                return remembered(form.blob());
            }
        }
        Descriptor uploaded = retry.run(this::upload, pause -> feed.retrying(id, pause));
        feed.step(id, "Pushed");
        return remembered(uploaded);
    }

    private Descriptor remembered(Descriptor blob) throws IOException {
        store.layers().remember(layer.diffId(), blob, target.name());
        return blob;
    }

    /** Forms that may be in the registry; those known to be in this repository first. */
    private List<LayerIndex.Form> compressedForms() throws IOException {
        List<LayerIndex.Form> forms = new ArrayList<>();
        for (LayerIndex.Form form : store.layers().known(layer.diffId())) {
            if (!form.blob().digest().equals(layer.diffId())) {
                if (form.repositories().contains(target.name())) {
                    forms.addFirst(form);
                } else {
                    forms.addLast(form);
                }
            }
        }
        return forms.stream().limit(MOST_CHECKS).toList();
    }

    private Optional<String> mounted(LayerIndex.Form form) throws IOException {
        String prefix = target.domain() + "/";
        List<String> sources = form.repositories().stream()
                .filter(r -> r.startsWith(prefix) && !r.equals(target.name()))
                .map(r -> r.substring(prefix.length()))
                .limit(MOST_MOUNTS)
                .toList();
        for (String source : sources) {
            if (retry.run(() -> uploads.mount(form.blob().digest(), source))) {
                return Optional.of(source);
            }
        }
        return Optional.empty();
    }

    private Descriptor upload() throws IOException {
        for (LayerIndex.Form form : compressedForms()) {
            Descriptor blob = form.blob();
            if (store.size(blob.digest()).orElse(-1) == blob.size()) {
                transfer.whole(blob, () -> counted(store.open(blob.digest()), blob.size()));
                return blob;
            }
        }
        // its digest is known only when it is all compressed, so it goes out as a stream that is named in the end
        return transfer.stream(
                MediaTypes.DOCKER_LAYER_GZIP, () -> Compression.gzip(counted(layer.open(store), layer.size())));
    }

    private InputStream counted(InputStream in, long total) {
        return new CountingInput(in, n -> feed.bytes(id, "Pushing", n, total));
    }
}
