package io.sockerless.engine.oci.archive;

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
import io.sockerless.engine.oci.OciJson;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Writes what {@code docker save} gives: one tar that is an OCI image layout and, through {@code manifest.json} and
 * {@code repositories}, an archive that every Docker since 1.10 loads. The same images give the same bytes. Blobs go
 * out as they are stored, each once, straight from the store.
 */
public final class ImageArchiveWriter {
    private final ContentStore store;

    public ImageArchiveWriter(ContentStore store) {
        this.store = store;
    }

    /**
     * Writes the images in this order; one that is there several times is written once, with all its tags.
     *
     * @param out flushed, not closed
     * @return the digests of their manifests
     * @throws EngineException NOT_FOUND if a blob is gone; what was written by then is no whole archive
     */
    public List<Digest> write(List<SavedImage> images, OutputStream out) throws IOException {
        try (ContentStore.Lease _ = store.lease()) {
            Contents contents = contents(images);
            BufferedOutputStream buffered = new BufferedOutputStream(out, 256 << 10);
            ArchiveOutput tar = new ArchiveOutput(buffered);
            tar.directory("blobs/");
            tar.directory("blobs/sha256/");
            for (Map.Entry<String, Blob> blob : contents.blobs.entrySet()) {
                write(tar, "blobs/sha256/" + blob.getKey(), blob.getValue());
            }
            tar.file("index.json", contents.index());
            tar.file("manifest.json", OciJson.bytes(contents.manifests));
            tar.file("oci-layout", "{\"imageLayoutVersion\":\"1.0.0\"}".getBytes(StandardCharsets.UTF_8));
            if (!contents.repositories.isEmpty()) {
                tar.file("repositories", OciJson.bytes(contents.repositories));
            }
            tar.finish();
            buffered.flush();
            return contents.digests;
        }
    }

    /**
     * Gives the blobs of an OCI image layout to {@code sink}, each once, and last of all an
     * {@linkplain ImageIndex#ofCache index} of the images.
     *
     * @return the index
     */
    public Descriptor writeCache(List<Image> images, BlobSink sink) throws IOException {
        try (ContentStore.Lease _ = store.lease()) {
            Contents contents = contents(images.stream()
                    .map(image -> new SavedImage(image, List.of()))
                    .toList());
            for (Map.Entry<String, Blob> blob : contents.blobs.entrySet()) {
                write(sink, Digest.ofSha256Hex(blob.getKey()), blob.getValue());
            }
            ImageIndex index = ImageIndex.ofCache(
                    contents.index.stream().map(Descriptor::of).toList());
            sink.take(index.digest(), index.json().length, new ByteArrayInputStream(index.json()));
            return new Descriptor(index.mediaType(), index.digest(), index.json().length);
        }
    }

    /** Gives the blobs of an OCI image layout of one image to {@code sink}. @return its manifest */
    public Descriptor write(Image image, BlobSink sink) throws IOException {
        try (ContentStore.Lease _ = store.lease()) {
            return blobs(List.of(image), sink).getFirst();
        }
    }

    private List<Descriptor> blobs(List<Image> images, BlobSink sink) throws IOException {
        Contents contents = contents(
                images.stream().map(image -> new SavedImage(image, List.of())).toList());
        for (Map.Entry<String, Blob> blob : contents.blobs.entrySet()) {
            write(sink, Digest.ofSha256Hex(blob.getKey()), blob.getValue());
        }
        return contents.index.stream().map(Descriptor::of).toList();
    }

    /** Takes blobs. */
    @FunctionalInterface
    public interface BlobSink {
        /** @param size in bytes; exactly as many are read */
        void take(Digest digest, long size, InputStream bytes) throws IOException;
    }

    private Contents contents(List<SavedImage> images) throws IOException {
        Contents contents = new Contents();
        for (SavedImage image : merged(images)) {
            contents.add(image);
        }
        return contents;
    }

    private void write(BlobSink sink, Digest digest, Blob blob) throws IOException {
        switch (blob) {
            case Blob.Document d -> sink.take(digest, d.json.length, new ByteArrayInputStream(d.json));
            case Blob.Stored s -> {
                try (InputStream in = store.open(s.layer.digest())) {
                    sink.take(digest, s.layer.size(), in);
                }
            }
            case Blob.Inflated i -> {
                try (InputStream in = i.layer.open(store)) {
                    sink.take(digest, i.size, in);
                }
            }
        }
    }

    private static Collection<SavedImage> merged(List<SavedImage> images) {
        Map<Digest, SavedImage> byId = new LinkedHashMap<>();
        for (SavedImage image : images) {
            byId.merge(
                    image.image().id(),
                    image,
                    (a, b) -> new SavedImage(
                            a.image(),
                            Stream.concat(a.tags().stream(), b.tags().stream())
                                    .distinct()
                                    .toList()));
        }
        return byId.values();
    }

    private void write(ArchiveOutput tar, String name, Blob blob) throws IOException {
        switch (blob) {
            case Blob.Document d -> tar.file(name, d.json);
            case Blob.Stored s -> tar.file(name, s.layer.size(), store.open(s.layer.digest()));
            case Blob.Inflated i -> tar.file(name, i.size, i.layer.open(store));
        }
    }

    /** A file under blobs/sha256. */
    private sealed interface Blob {
        record Document(byte[] json) implements Blob {}

        record Stored(Layer layer) implements Blob {}

        /** A layer in a compression that older Dockers cannot read. */
        record Inflated(Layer layer, long size) implements Blob {}
    }

    private final class Contents {
        private final Map<String, Blob> blobs = new TreeMap<>();
        private final List<Digest> digests = new ArrayList<>();
        private final List<Map<String, Object>> index = new ArrayList<>();
        private final List<Map<String, Object>> manifests = new ArrayList<>();
        private final Map<String, Map<String, String>> repositories = new TreeMap<>();

        void add(SavedImage saved) throws IOException {
            Image image = saved.image();
            byte[] config = image.config().json();
            blobs.put(image.id().hex(), new Blob.Document(config));
            List<Descriptor> layers = new ArrayList<>();
            for (Layer layer : image.layers()) {
                layers.add(layer(layer));
            }
            ImageManifest manifest = ImageManifest.of(
                    MediaTypes.OCI_MANIFEST, new Descriptor(MediaTypes.OCI_CONFIG, image.id(), config.length), layers);
            blobs.put(manifest.digest().hex(), new Blob.Document(manifest.json()));
            digests.add(manifest.digest());
            Map<String, Object> item = new LinkedHashMap<>();
            item.put("Config", path(image.id()));
            item.put(
                    "RepoTags",
                    saved.tags().stream().map(ImageReference::familiar).toList());
            item.put("Layers", layers.stream().map(d -> path(d.digest())).toList());
            manifests.add(item);
            if (saved.tags().isEmpty()) {
                index.add(manifest.descriptor().raw());
            }
            for (ImageReference tag : saved.tags()) {
                name(manifest, tag, image);
            }
        }

        private Descriptor layer(Layer layer) throws IOException {
            if (!layer.mediaType().equals(MediaTypes.OCI_LAYER_ZSTD)) {
                blobs.put(layer.digest().hex(), new Blob.Stored(layer));
                return new Descriptor(ociType(layer), layer.digest(), layer.size());
            }
            Blob known = blobs.get(layer.diffId().hex());
            long size = known instanceof Blob.Inflated i ? i.size : inflatedSize(layer);
            blobs.put(layer.diffId().hex(), new Blob.Inflated(layer, size));
            return new Descriptor(MediaTypes.OCI_LAYER, layer.diffId(), size);
        }

        private long inflatedSize(Layer layer) throws IOException {
            try (var in = layer.open(store)) {
                return in.transferTo(OutputStream.nullOutputStream());
            }
        }

        private void name(ImageManifest manifest, ImageReference reference, Image image) {
            String tag = reference.tag().orElseThrow();
            Map<String, Object> descriptor =
                    new LinkedHashMap<>(manifest.descriptor().raw());
            Map<String, String> annotations = new LinkedHashMap<>();
            annotations.put("io.containerd.image.name", reference.toString());
            annotations.put("org.opencontainers.image.ref.name", tag);
            descriptor.put("annotations", annotations);
            index.add(descriptor);
            if (!image.layers().isEmpty()) {
                repositories
                        .computeIfAbsent(reference.familiarName(), _ -> new TreeMap<>())
                        .put(tag, image.layers().getLast().diffId().hex());
            }
        }

        byte[] index() {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("schemaVersion", 2);
            json.put("mediaType", MediaTypes.OCI_INDEX);
            json.put("manifests", index);
            return OciJson.bytes(json);
        }
    }

    private static String ociType(Layer layer) {
        boolean plain = layer.digest().equals(layer.diffId());
        return plain ? MediaTypes.OCI_LAYER : MediaTypes.OCI_LAYER_GZIP;
    }

    private static String path(Digest digest) {
        return "blobs/sha256/" + digest.hex();
    }
}
