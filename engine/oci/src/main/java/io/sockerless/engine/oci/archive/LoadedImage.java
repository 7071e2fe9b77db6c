package io.sockerless.engine.oci.archive;

import io.sockerless.engine.model.image.ImageReference;
import io.sockerless.engine.oci.Image;
import java.util.List;

/**
 * An image that an archive held and that is now in the content store.
 *
 * @param tags its names with tags, as the archive gives them
 */
public record LoadedImage(Image image, List<ImageReference> tags) {
    public LoadedImage {
        tags = List.copyOf(tags);
    }
}
