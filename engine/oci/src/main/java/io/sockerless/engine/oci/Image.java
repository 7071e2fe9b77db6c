package io.sockerless.engine.oci;

import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.image.Digest;
import io.sockerless.engine.model.image.Platform;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An image whose config and layers are all in the {@link ContentStore}.
 *
 * @param layers the base first; as many as the config has diff ids, in their order
 */
public record Image(ImageConfig config, List<Layer> layers) {
    public Image {
        layers = List.copyOf(layers);
        if (!layers.stream().map(Layer::diffId).toList().equals(config.diffIds())) {
            throw EngineException.invalid("layers do not match the image config's diff ids");
        }
    }

    /** An image of a config and the blobs of its layers, in the order of the config's diff ids. */
    public static Image of(ImageConfig config, List<Descriptor> blobs) {
        List<Digest> diffIds = config.diffIds();
        if (diffIds.size() != blobs.size()) {
            throw EngineException.invalid(
                    "invalid manifest, layers length mismatch: expected " + blobs.size() + ", got " + diffIds.size());
        }
        List<Digest> chain = Layer.chainIds(diffIds);
        List<Layer> layers = new ArrayList<>();
        for (int i = 0; i < blobs.size(); i++) {
            Descriptor blob = blobs.get(i);
            layers.add(new Layer(blob.digest(), blob.mediaType(), blob.size(), diffIds.get(i), chain.get(i)));
        }
        return new Image(config, layers);
    }

    /**
     * The image with this id, from what the store knows.
     *
     * @throws EngineException NOT_FOUND if its config or one of its layers is not there
     */
    public static Image load(ContentStore store, Digest id) throws IOException {
        ImageConfig config = ImageConfig.parse(store.read(id, ImageConfig.MAX_BYTES));
        List<Descriptor> blobs = new ArrayList<>();
        for (Digest diffId : config.diffIds()) {
            blobs.add(store.layers()
                    .stored(diffId)
                    .orElseThrow(() -> EngineException.notFound("content " + diffId + ": not found")));
        }
        return of(config, blobs);
    }

    public Digest id() {
        return config.id();
    }

    public Platform platform() {
        return config.platform();
    }

    /** Names the whole root file system; {@link Digest#EMPTY} for an image without layers. */
    public Digest chainId() {
        return layers.isEmpty() ? Digest.EMPTY : layers.getLast().chainId();
    }

    /** The blobs that must outlive a {@link ContentStore#sweep}: the config and the layers. */
    public Set<Digest> blobs() {
        return Stream.concat(Stream.of(id()), layers.stream().map(Layer::digest))
                .collect(Collectors.toSet());
    }
}
