package io.sockerless.engine.oci.archive;

import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import io.sockerless.engine.model.image.Digest;
import io.sockerless.engine.oci.Compression;
import io.sockerless.engine.oci.ContentStore;
import io.sockerless.engine.oci.Descriptor;
import io.sockerless.engine.oci.Image;
import io.sockerless.engine.oci.ImageConfig;
import io.sockerless.engine.oci.Ingest;
import io.sockerless.engine.oci.Layer;
import io.sockerless.engine.oci.MediaTypes;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Turns the layer files of an archive into stored layers, each once, verified against its diff id. Nothing is stored
 * before {@link #commit}.
 */
final class LayerFiles implements AutoCloseable {
    private static final int BUFFER = 128 << 10;

    private final ArchiveEntries entries;
    private final ContentStore store;
    private final Map<Ingest, Seen> seen = new HashMap<>();
    private final List<Ingest> inflated = new ArrayList<>();
    private final List<Image> images = new ArrayList<>();

    /** @param file what will be the blob */
    private record Seen(Ingest file, Descriptor blob, Digest diffId) {}

    LayerFiles(ArchiveEntries entries, ContentStore store) {
        this.entries = entries;
        this.store = store;
    }

    /**
     * Verifies an image.
     *
     * @param names of the layers' files, the base first
     * @throws EngineException INVALID if they are not the layers that the config tells of
     */
    Image image(ImageConfig config, List<String> names) throws IOException {
        List<Digest> diffIds = config.diffIds();
        if (names.size() != diffIds.size()) {
            throw EngineException.invalid(
                    "invalid manifest, layers length mismatch: expected " + names.size() + ", got " + diffIds.size());
        }
        List<Descriptor> blobs = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            Seen layer = seen(names.get(i));
            if (!layer.diffId.equals(diffIds.get(i))) {
                throw EngineException.invalid("invalid diffID for layer " + i + ": expected \"" + diffIds.get(i)
                        + "\", got \"" + layer.diffId + "\"");
            }
            blobs.add(layer.blob);
        }
        Image image = Image.of(config, blobs);
        images.add(image);
        return image;
    }

    /** The diff id of a layer's file. */
    Digest diffId(String name) throws IOException {
        return seen(name).diffId;
    }

    /** Stores the images that were verified. */
    void commit() throws IOException {
        Set<Digest> wanted = images.stream()
                .flatMap(image -> image.layers().stream())
                .map(Layer::digest)
                .collect(Collectors.toSet());
        for (Seen layer : seen.values()) {
            if (wanted.contains(layer.blob.digest())) {
                layer.file.commit();
                store.layers().remember(layer.diffId, layer.blob);
            }
        }
        for (Image image : images) {
            store.put(image.config().json());
        }
    }

    /** Forgets what was not committed. */
    @Override
    public void close() throws IOException {
        for (Ingest file : inflated) {
            file.close();
        }
    }

    private Seen seen(String name) throws IOException {
        Ingest file = entries.file(name);
        Seen known = seen.get(file);
        if (known == null) {
            known = look(file, name);
            seen.put(file, known);
        }
        return known;
    }

    private Seen look(Ingest file, String name) throws IOException {
        Compression compression;
        try (InputStream in = new BufferedInputStream(file.read())) {
            compression = Compression.detect(in);
        }
        return switch (compression) {
            case NONE -> seen(file, MediaTypes.OCI_LAYER, file.finish());
            case GZIP, ZSTD ->
                seen(file, compression.ociLayerType(), inflate(file, OutputStream.nullOutputStream(), name));
            // no media type says so: others could not read it
            case BZIP2, XZ -> {
                Ingest plain = store.ingest();
                inflated.add(plain);
                inflate(file, plain, name);
                yield seen(plain, MediaTypes.OCI_LAYER, plain.finish());
            }
        };
    }

    private static Seen seen(Ingest file, String mediaType, Digest diffId) throws IOException {
        return new Seen(file, new Descriptor(mediaType, file.finish(), file.size()), diffId);
    }

    private static Digest inflate(Ingest file, OutputStream target, String name) throws IOException {
        MessageDigest sha256 = Digest.newSha256();
        byte[] buffer = new byte[BUFFER];
        try (InputStream in = Compression.inflate(file.read())) {
            for (int n = read(in, buffer, name); n >= 0; n = read(in, buffer, name)) {
                sha256.update(buffer, 0, n);
                target.write(buffer, 0, n);
            }
        }
        return Digest.of(sha256);
    }

    private static int read(InputStream in, byte[] buffer, String name) {
        try {
            return in.read(buffer);
        } catch (IOException e) {
            throw new EngineException(
                    ErrorKind.INVALID, "invalid archive: cannot decompress " + name + ": " + e.getMessage(), e);
        }
    }
}
