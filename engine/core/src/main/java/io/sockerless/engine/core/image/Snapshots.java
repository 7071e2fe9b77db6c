package io.sockerless.engine.core.image;

import io.sockerless.drivers.spi.HasImages;
import io.sockerless.drivers.spi.ImageLayer;
import io.sockerless.engine.oci.ContentStore;
import io.sockerless.engine.oci.Image;
import io.sockerless.engine.oci.Layer;
import io.sockerless.engine.oci.LayerSink;
import io.sockerless.engine.oci.ProgressListener;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Layers as the driver keeps them, for drivers that unpack ahead of a start. */
final class Snapshots {
    private final Optional<HasImages> driver;
    private final ContentStore content;

    Snapshots(Optional<HasImages> driver, ContentStore content) {
        this.driver = driver;
        this.content = content;
    }

    List<ImageLayer> layers(StoredImage image) {
        return image.layers().stream()
                .map(stored -> layer(stored.layer(), stored.unpacked()))
                .toList();
    }

    /** Layers of which nobody knows yet what they come to. */
    private List<ImageLayer> packed(List<Layer> layers) {
        return layers.stream().map(layer -> layer(layer, 0)).toList();
    }

    private ImageLayer layer(Layer layer, long unpacked) {
        return new ImageLayer(
                layer.chainId().toString(), layer.diffId().toString(), unpacked, new StoredContent(layer, content));
    }

    private record StoredContent(Layer layer, ContentStore store) implements ImageLayer.Content {
        @Override
        public InputStream open() throws IOException {
            return layer.open(store);
        }

        @Override
        public Optional<Path> file() {
            return layer.file(store);
        }
    }

    /** Makes the image ready to start from. */
    void unpack(Image image) {
        driver.ifPresent(images -> images.unpack(packed(image.layers())));
    }

    /** Bytes of each layer of an image: what the driver unpacked, else the size of its blob. */
    List<Long> sizes(Image image) {
        Map<String, Long> unpacked = driver.map(HasImages::snapshotSizes).orElse(Map.of());
        return image.layers().stream()
                .map(layer -> unpacked.getOrDefault(layer.chainId().toString(), layer.size()))
                .toList();
    }

    void retain(java.util.Set<String> chains) {
        driver.ifPresent(images -> images.retain(chains));
    }

    /** Unpacks the layers of one pull as they arrive, the base first. */
    LayerSink sink() {
        if (driver.isEmpty()) {
            return LayerSink.none();
        }
        HasImages images = driver.get();
        return new LayerSink() {
            @Override
            public boolean has(Layer layer) {
                return images.snapshotSizes().containsKey(layer.chainId().toString());
            }

            @Override
            public void apply(List<Layer> below, Layer layer, InputStream uncompressedTar, ProgressListener progress) {
                images.unpack(packed(below), layer(layer, 0), uncompressedTar);
            }
        };
    }
}
