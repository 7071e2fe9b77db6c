package io.sockerless.engine.oci;

import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.image.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One layer of an image: a tar of changes, stored as it came, compressed or not.
 *
 * @param digest of the stored blob
 * @param mediaType of the stored blob
 * @param size of the stored blob, in bytes
 * @param diffId digest of the uncompressed tar
 * @param chainId names this layer on top of those below it (OCI image-spec, config.md#layer-chainid)
 */
public record Layer(Digest digest, String mediaType, long size, Digest diffId, Digest chainId) {
    /**
     * The uncompressed tar. Inflating runs ahead on its own thread while the caller consumes. Closing it early is
     * cheap. The bytes are not verified again: they were when they came in.
     *
     * @throws EngineException NOT_FOUND if the blob is gone
     */
    public InputStream open(ContentStore store) throws IOException {
        return Compression.inflate(store.open(digest));
    }

    /** The stored file, if it is the uncompressed tar; for readers outside of this process. */
    public Optional<Path> file(ContentStore store) {
        return digest.equals(diffId) ? store.file(digest) : Optional.empty();
    }

    public Descriptor descriptor() {
        return new Descriptor(mediaType, digest, size);
    }

    /** The chain ids of these layers, the base first. */
    public static List<Digest> chainIds(List<Digest> diffIds) {
        List<Digest> chain = new ArrayList<>();
        for (Digest diffId : diffIds) {
            chain.add(chain.isEmpty() ? diffId : Digest.sha256(chain.getLast() + " " + diffId));
        }
        return List.copyOf(chain);
    }
}
