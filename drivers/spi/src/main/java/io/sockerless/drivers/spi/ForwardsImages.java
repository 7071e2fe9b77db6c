package io.sockerless.drivers.spi;

import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A driver whose snapshots are another object's business. */
public interface ForwardsImages extends HasImages {
    HasImages images();

    @Override
    default void unpack(List<ImageLayer> layers) {
        images().unpack(layers);
    }

    @Override
    default void unpack(List<ImageLayer> below, ImageLayer layer, InputStream uncompressedTar) {
        images().unpack(below, layer, uncompressedTar);
    }

    @Override
    default Map<String, Long> snapshotSizes() {
        return images().snapshotSizes();
    }

    @Override
    default void retain(Set<String> chainIds) {
        images().retain(chainIds);
    }
}
