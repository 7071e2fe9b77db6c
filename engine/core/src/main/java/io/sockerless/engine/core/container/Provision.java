package io.sockerless.engine.core.container;

import io.sockerless.drivers.spi.ImageLayer;
import io.sockerless.drivers.spi.TaskSpec.MountSpec;
import java.util.List;

/**
 * What was settled for a container when it was created and stays so, although its image or another container's volumes
 * may change: the layers of its root and its mounts.
 */
record Provision(List<Layer> layers, List<Mount> mounts) {
    record Layer(String chainId, String diffId, long size) {
        static Layer of(ImageLayer layer) {
            return new Layer(layer.chainId(), layer.diffId(), layer.size());
        }
    }

    /**
     * @param makeSource a missing source directory is made at each start, as Docker does for {@code -v}
     * @param anonymousVolume the volume that was made for this mount and may go with the container; else empty
     */
    record Mount(MountSpec spec, boolean makeSource, String anonymousVolume) {}

    List<String> anonymousVolumes() {
        return mounts.stream()
                .map(Mount::anonymousVolume)
                .filter(name -> !name.isEmpty())
                .toList();
    }

    /** Bytes of the layers. */
    long size() {
        return layers.stream().mapToLong(Layer::size).sum();
    }
}
