package io.sockerless.engine.core.image;

import java.util.HashMap;
import java.util.Map;

/** What images take of the disk, in bytes of unpacked layers, of which each exists once. */
record LayerSizes(ImageRows rows) {
    long total() {
        Map<String, Long> layers = new HashMap<>();
        rows.all().forEach(image -> image.layers().forEach(layer -> layers.put(layer.chainId(), layer.unpacked())));
        return layers.values().stream().mapToLong(Long::longValue).sum();
    }

    /** By the image's id, what it shares with others. */
    Map<String, Long> shared() {
        Map<String, Integer> uses = new HashMap<>();
        rows.all().forEach(image -> image.layers().forEach(layer -> uses.merge(layer.chainId(), 1, Integer::sum)));
        Map<String, Long> shared = new HashMap<>();
        rows.all()
                .forEach(image -> shared.put(
                        image.id(),
                        image.layers().stream()
                                .filter(layer -> uses.get(layer.chainId()) > 1)
                                .mapToLong(StoredImage.StoredLayer::unpacked)
                                .sum()));
        return shared;
    }
}
