package io.sockerless.engine.oci.registry;

import io.sockerless.engine.model.image.Digest;
import io.sockerless.engine.oci.Compression;
import io.sockerless.engine.oci.ContentStore;
import io.sockerless.engine.oci.Descriptor;
import io.sockerless.engine.oci.Image;
import io.sockerless.engine.oci.ImageConfig;
import io.sockerless.engine.oci.Layer;
import io.sockerless.engine.oci.LayerSink;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;

/** The layers of one pull: downloaded side by side, applied one after the other. */
final class LayerDownloads {
    private static final int AT_ONCE = 3;

    private final Blobs blobs;
    private final ContentStore store;
    private final LayerSink sink;
    private final ProgressFeed feed;
    private final String repository;

    /** @param repository domain and path, to be remembered as a place that has the layers */
    LayerDownloads(Blobs blobs, ContentStore store, LayerSink sink, ProgressFeed feed, String repository) {
        this.blobs = blobs;
        this.store = store;
        this.sink = sink;
        this.feed = feed;
        this.repository = repository;
    }

    /** @param known the image is here already: then nothing is told of layers that are */
    Image run(ImageConfig config, List<Descriptor> remote, boolean known) throws IOException {
        List<Descriptor> forms = new ArrayList<>();
        for (int i = 0; i < remote.size(); i++) {
            forms.add(stored(config.diffIds().get(i), remote.get(i)).orElse(remote.get(i)));
        }
        Image image = Image.of(config, forms);
        try (Parallel parallel = new Parallel(AT_ONCE)) {
            Map<Digest, Future<Boolean>> downloads = new HashMap<>();
            List<String> ids = new ArrayList<>();
            for (int i = 0; i < remote.size(); i++) {
                Layer layer = image.layers().get(i);
                String id = remote.get(i).digest().shortHex();
                ids.add(id);
                boolean here = store.exists(layer.digest());
                boolean complete = here && sink.has(layer);
                if (!complete || !known) {
                    feed.step(id, complete ? "Already exists" : "Pulling fs layer");
                }
                if (!here && !downloads.containsKey(layer.digest())) {
                    downloads.put(
                            layer.digest(), parallel.start(() -> feed.step(id, "Waiting"), () -> download(layer)));
                }
            }
            for (int i = 0; i < remote.size(); i++) {
                Layer layer = image.layers().get(i);
                boolean downloaded = downloads.containsKey(layer.digest());
                if (downloaded) {
                    Parallel.await(downloads.get(layer.digest()));
                }
                register(image.layers().subList(0, i), layer, ids.get(i), downloaded);
                boolean same = layer.digest().equals(remote.get(i).digest());
                store.layers().remember(layer.diffId(), layer.descriptor(), same ? repository : "");
            }
        }
        return image;
    }

    /** A form of this layer that is here already, the registry's own if possible. */
    private Optional<Descriptor> stored(Digest diffId, Descriptor remote) throws IOException {
        boolean known = store.layers().known(diffId).stream()
                .anyMatch(f -> f.blob().digest().equals(remote.digest()));
        return known && store.exists(remote.digest())
                ? Optional.of(remote)
                : store.layers().stored(diffId);
    }

    private boolean download(Layer layer) throws IOException {
        String id = layer.digest().shortHex();
        blobs.fetch(layer.descriptor(), new Blobs.Watcher() {
            @Override
            public void got(long bytes) {
                feed.bytes(id, "Downloading", bytes, layer.size());
            }

            @Override
            public void verifying() {
                feed.step(id, "Verifying Checksum");
            }

            @Override
            public void retrying(Duration pause) {
                feed.retrying(id, pause);
            }
        });
        feed.step(id, "Download complete");
        return true;
    }

    private void register(List<Layer> below, Layer layer, String id, boolean downloaded) throws IOException {
        boolean verified = store.layers().known(layer.diffId()).stream()
                .anyMatch(f -> f.blob().digest().equals(layer.digest()));
        boolean applied = sink.has(layer);
        if (!applied || !verified) {
            try (InputStream blob = new CountingInput(
                            store.open(layer.digest()), n -> feed.bytes(id, "Extracting", n, layer.size()));
                    VerifyingInput tar = new VerifyingInput(Compression.inflate(blob), layer.diffId())) {
                if (!applied) {
                    sink.apply(below, layer, tar, feed);
                }
                tar.transferTo(OutputStream.nullOutputStream()); // throws if the bytes are not the diff id's
            }
        }
        if (!applied || downloaded) {
            feed.step(id, "Pull complete");
        }
    }
}
