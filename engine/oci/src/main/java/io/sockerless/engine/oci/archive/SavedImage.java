package io.sockerless.engine.oci.archive;

import io.sockerless.engine.model.image.ImageReference;
import io.sockerless.engine.oci.Image;
import java.util.List;

/**
 * An image that goes into an archive.
 *
 * @param tags names with tags that are saved with it; none where it was asked for by its id
 */
public record SavedImage(Image image, List<ImageReference> tags) {
    public SavedImage {
        tags = List.copyOf(tags);
    }
}
