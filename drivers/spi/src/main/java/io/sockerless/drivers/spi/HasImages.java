package io.sockerless.drivers.spi;

import java.io.InputStream;
import java.util.List;
import java.util.Set;

/** A driver that unpacks image layers ahead of time, so that a start does not have to. */
public interface HasImages {
    /** Makes the snapshot of the topmost layer ready; layers that are ready already are left alone. Lowest first. */
    void unpack(List<ImageLayer> layers);

    /**
     * Makes one layer ready from a stream that the caller has open anyway (a pull). {@code below} are ready.
     *
     * @param layer its content is not opened
     */
    void unpack(List<ImageLayer> below, ImageLayer layer, InputStream uncompressedTar);

    /** Bytes on disk of each snapshot, by chain id. */
    java.util.Map<String, Long> snapshotSizes();

    /** Removes all snapshots but these chain ids (and those in use by containers). */
    void retain(Set<String> chainIds);
}
