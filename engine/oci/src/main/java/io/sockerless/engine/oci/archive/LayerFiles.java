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
import io.sockerless.engine.oci.MediaTypes;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Turns the layer files of an archive into stored layers, each once, verified against its diff id. */
final class LayerFiles {
    private final ArchiveEntries entries;
    private final ContentStore store;
    private final Map<Ingest, Stored> done = new HashMap<>();

    private record Stored(Descriptor blob, Digest diffId) {}

    LayerFiles(ArchiveEntries entries, ContentStore store) {
        this.entries = entries;
        this.store = store;
    }

    /**
     * Stores an image.
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
            Stored stored = stored(entries.file(names.get(i)), names.get(i));
            if (!stored.diffId.equals(diffIds.get(i))) {
                throw EngineException.invalid("invalid diffID for layer " + i + ": expected \"" + diffIds.get(i)
                        + "\", got \"" + stored.diffId + "\"");
            }
            blobs.add(stored.blob);
        }
        for (int i = 0; i < blobs.size(); i++) {
            store.layers().remember(diffIds.get(i), blobs.get(i));
        }
        store.put(config.json());
        return Image.of(config, blobs);
    }

    /** The diff id of a layer's file. */
    Digest diffId(String name) throws IOException {
        return stored(entries.file(name), name).diffId;
    }

    private Stored stored(Ingest file, String name) throws IOException {
        Stored known = done.get(file);
        if (known == null) {
            known = store(file, name);
            done.put(file, known);
        }
        return known;
    }

    private Stored store(Ingest file, String name) throws IOException {
        Compression compression;
        try (InputStream in = new BufferedInputStream(file.read())) {
            compression = Compression.detect(in);
        }
        return switch (compression) {
            case NONE -> {
                Digest digest = file.commit();
                yield new Stored(new Descriptor(MediaTypes.OCI_LAYER, digest, file.size()), digest);
            }
            case GZIP, ZSTD -> {
                Digest diffId = inflate(file, OutputStream.nullOutputStream(), name);
                Digest digest = file.commit();
                yield new Stored(new Descriptor(compression.ociLayerType(), digest, file.size()), diffId);
            }
            // no media type says so: others could not read it
            case BZIP2, XZ -> {
                try (Ingest plain = store.ingest()) {
                    Digest diffId = inflate(file, plain, name);
                    plain.commit(diffId);
                    yield new Stored(new Descriptor(MediaTypes.OCI_LAYER, diffId, plain.size()), diffId);
                }
            }
        };
    }

    private static Digest inflate(Ingest file, OutputStream target, String name) throws IOException {
        try (InputStream in = Compression.inflate(file.read())) {
            DigestOutputStream digested = new DigestOutputStream(target, Digest.newSha256());
            in.transferTo(digested);
            return Digest.of(digested.getMessageDigest());
        } catch (IOException e) {
            throw new EngineException(
                    ErrorKind.INVALID, "invalid archive: cannot decompress " + name + ": " + e.getMessage(), e);
        }
    }
}
