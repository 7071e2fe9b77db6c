package io.sockerless.engine.core.image;

import io.sockerless.engine.model.image.Digest;
import io.sockerless.engine.oci.Layer;
import java.time.Instant;
import java.util.List;

/**
 * What the store remembers of an image; its config is a blob.
 *
 * @param parent id of the image that it was committed from, or empty
 * @param size bytes of all layers unpacked
 * @param tagged when it last got a tag
 */
record StoredImage(String id, String parent, List<StoredLayer> layers, long size, Instant tagged) {
    /** @param unpacked bytes of the layer's files */
    record StoredLayer(String digest, String mediaType, long size, String diffId, String chainId, long unpacked) {
        static StoredLayer of(Layer layer, long unpacked) {
            return new StoredLayer(
                    layer.digest().toString(),
                    layer.mediaType(),
                    layer.size(),
                    layer.diffId().toString(),
                    layer.chainId().toString(),
                    unpacked);
        }

        Layer layer() {
            return new Layer(Digest.parse(digest), mediaType, size, Digest.parse(diffId), Digest.parse(chainId));
        }
    }

    StoredImage taggedAt(Instant when) {
        return new StoredImage(id, parent, layers, size, when);
    }

    /** The same, of which it is known now what it was made of; what was known before stays. */
    StoredImage childOf(String known) {
        return parent.isEmpty() && !known.equals(id) ? new StoredImage(id, known, layers, size, tagged) : this;
    }

    List<Layer> ociLayers() {
        return layers.stream().map(StoredLayer::layer).toList();
    }

    /** The first twelve digits, as messages name an image. */
    String shortId() {
        return shortId(id);
    }

    static String shortId(String id) {
        return id.substring("sha256:".length(), "sha256:".length() + 12);
    }
}
