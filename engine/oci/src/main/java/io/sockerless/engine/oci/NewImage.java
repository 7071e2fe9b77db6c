package io.sockerless.engine.oci;

import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.image.Digest;
import io.sockerless.engine.model.image.Platform;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes images out of tars: {@code docker import}, {@code docker commit} and, by {@link #append}, wrapped images. Layers
 * are stored uncompressed: they are compressed when they are pushed, which most never are.
 */
public final class NewImage {
    /** The diff id of a tar without entries, which becomes no layer (1024 zero bytes). */
    public static final Digest EMPTY_TAR = Digest.sha256(new byte[1024]);

    private final ContentStore store;
    private final Clock clock;

    public NewImage(ContentStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /**
     * Makes an image with one layer.
     *
     * @param tar a root file system, compressed or not
     * @throws EngineException INVALID if it is no tar, or a change is malformed
     */
    public Image importTar(InputStream tar, ImportOptions options) throws IOException {
        Map<String, Object> config = ConfigChanges.apply(Map.of(), options.changes());
        try (ContentStore.Lease _ = store.lease()) {
            Descriptor blob = layer(tar);
            String created = clock.instant().toString();
            Map<String, Object> json = new LinkedHashMap<>();
            putText(json, "comment", options.message());
            json.put("created", created);
            json.put("config", config);
            putPlatform(json, options.platform());
            json.put("rootfs", rootfs(List.of(blob.digest())));
            json.put("history", List.of(new History(created, "", "", options.message(), false).json()));
            return image(json, List.of(blob));
        }
    }

    /**
     * Makes an image with one layer more than its parent, or with none more if the tar has no entries.
     *
     * @param parent empty for a container that was made of nothing
     * @param diff the changes as a layer tar
     * @throws EngineException INVALID if it is no tar
     */
    public Image commit(Optional<Image> parent, InputStream diff, CommitOptions options) throws IOException {
        try (ContentStore.Lease _ = store.lease()) {
            Descriptor blob = layer(diff);
            boolean empty = blob.digest().equals(EMPTY_TAR);
            return commit(parent, empty ? Optional.empty() : Optional.of(blob), options);
        }
    }

    /** Makes an image of the parent's layers, whose history has a line more. */
    public Image commit(Optional<Image> parent, CommitOptions options) throws IOException {
        return commit(parent, Optional.<Descriptor>empty(), options);
    }

    /**
     * Makes the image between a parent and a later one that has the beginning of its history: the later one's next line,
     * and its layer. If that is all it has, it is the later one itself.
     */
    public Image restore(Optional<Image> parent, Image later, CommitOptions options) throws IOException {
        int line =
                parent.map(Image::config).map(config -> config.history().size()).orElse(0);
        if (later.config().history().size() == line + 1) {
            return later;
        }
        History history = later.config().history().get(line);
        Optional<Layer> layer = history.emptyLayer()
                ? Optional.empty()
                : Optional.of(
                        later.layers().get(parent.map(p -> p.layers().size()).orElse(0)));
        // Its blob may be compressed: the layer's own digest is not the blob's.
        return commit(parent, layer.map(Layer::descriptor), layer.map(Layer::diffId), options, history);
    }

    private Image commit(Optional<Image> parent, Optional<Descriptor> blob, CommitOptions options) throws IOException {
        String created = clock.instant().toString();
        return commit(
                parent,
                blob,
                blob.map(Descriptor::digest),
                options,
                new History(created, options.createdBy(), options.author(), options.comment(), blob.isEmpty()));
    }

    private Image commit(
            Optional<Image> parent,
            Optional<Descriptor> blob,
            Optional<Digest> diffId,
            CommitOptions options,
            History step)
            throws IOException {
        try (ContentStore.Lease _ = store.lease()) {
            String created = step.created();
            Map<String, Object> base = parent.map(p -> p.config().map()).orElse(Map.of());
            List<Descriptor> layers = new ArrayList<>();
            List<Digest> diffIds = new ArrayList<>();
            parent.ifPresent(p -> {
                p.layers().forEach(l -> layers.add(l.descriptor()));
                diffIds.addAll(p.config().diffIds());
            });
            blob.ifPresent(layers::add);
            diffId.ifPresent(diffIds::add);
            List<Object> history = new ArrayList<>(OciJson.objects(base, "history"));
            history.add(step.json());

            Map<String, Object> json = new LinkedHashMap<>();
            putText(json, "comment", options.comment());
            json.put("created", created);
            putText(json, "container", options.containerId());
            if (!options.containerConfig().isEmpty()) {
                json.put("container_config", options.containerConfig());
            }
            putText(json, "author", options.author());
            json.put("config", options.config());
            putPlatform(json, parent.map(Image::platform).orElse(options.platform()));
            json.put("rootfs", rootfs(diffIds));
            json.put("history", history);
            for (String kept : List.of("os.version", "os.features")) {
                if (base.containsKey(kept)) {
                    json.put(kept, base.get(kept));
                }
            }
            return image(json, layers);
        }
    }

    /**
     * Makes an image of another one with a layer on top and a new config section; all else of its config stays.
     *
     * @param createdBy for the history
     */
    public Image append(Image parent, InputStream diff, Map<String, Object> config, String createdBy)
            throws IOException {
        try (ContentStore.Lease _ = store.lease()) {
            Descriptor blob = layer(diff);
            Map<String, Object> json = new LinkedHashMap<>(parent.config().map());
            List<Digest> diffIds = new ArrayList<>(parent.config().diffIds());
            diffIds.add(blob.digest());
            List<Descriptor> layers = new ArrayList<>();
            parent.layers().forEach(l -> layers.add(l.descriptor()));
            layers.add(blob);
            List<Object> history = new ArrayList<>(OciJson.objects(json, "history"));
            // the parent's time, so that the same parent and layer always make the same image
            history.add(new History(parent.config().created(), createdBy, "", "", false).json());
            json.put("config", config);
            json.put("rootfs", rootfs(diffIds));
            json.put("history", history);
            return image(json, layers);
        }
    }

    /**
     * Makes an image of the same files that tells of no time after one: neither it nor its steps were made later, and of
     * the containers that made it nothing is told.
     */
    public Image dated(Image image, Instant time) throws IOException {
        try (ContentStore.Lease _ = store.lease()) {
            Map<String, Object> json = new LinkedHashMap<>(image.config().map());
            List.of("container", "container_config").forEach(json::remove);
            json.put("created", time.toString());
            json.put(
                    "history",
                    image.config().history().stream()
                            .map(step -> step.notAfter(time).json())
                            .toList());
            return image(
                    json,
                    image.layers().stream().map(layer -> layer.descriptor()).toList());
        }
    }

    private Image image(Map<String, Object> json, List<Descriptor> blobs) throws IOException {
        ImageConfig config = ImageConfig.parse(OciJson.bytes(json));
        store.put(config.json());
        return Image.of(config, blobs);
    }

    /** Stores a tar uncompressed, having seen that it is one; its digest is its diff id. */
    private Descriptor layer(InputStream tar) throws IOException {
        try (Ingest ingest = store.ingest();
                InputStream in = Compression.inflate(tar)) {
            InputStream copied = new CopyingInput(in, ingest);
            check(copied);
            copied.transferTo(OutputStream.nullOutputStream()); // the padding after the end is part of the layer
            Digest digest = ingest.commit();
            Descriptor blob = new Descriptor(MediaTypes.OCI_LAYER, digest, ingest.size());
            store.layers().remember(digest, blob);
            return blob;
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static void check(InputStream in) throws IOException {
        // closing the entries would close the stream, which its owner does
        @SuppressWarnings("resource")
        TarEntries entries = new TarEntries(in);
        while (entries.next().isPresent()) {
            // being readable is all that is asked of an entry
        }
        if (!entries.hasBytes()) {
            throw EngineException.invalid("unexpected EOF");
        }
    }

    private static Map<String, Object> rootfs(List<Digest> diffIds) {
        Map<String, Object> rootfs = new LinkedHashMap<>();
        rootfs.put("type", "layers");
        rootfs.put("diff_ids", diffIds.stream().map(Digest::toString).toList());
        return rootfs;
    }

    private static void putPlatform(Map<String, Object> json, Platform platform) {
        json.put("architecture", platform.architecture());
        putText(json, "variant", platform.variant());
        json.put("os", platform.os());
    }

    private static void putText(Map<String, Object> json, String key, String value) {
        if (!value.isEmpty()) {
            json.put(key, value);
        }
    }
}
