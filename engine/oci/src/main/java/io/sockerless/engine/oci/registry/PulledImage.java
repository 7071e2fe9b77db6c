package io.sockerless.engine.oci.registry;

import io.sockerless.engine.model.image.ImageReference;
import io.sockerless.engine.oci.Descriptor;
import io.sockerless.engine.oci.Image;

/**
 * An image that was pulled and is now in the content store.
 *
 * @param manifest what the reference points to in the registry, an index for an image of several platforms; its digest
 *     makes the image's {@code RepoDigests}
 */
public record PulledImage(Image image, Descriptor manifest, ImageReference reference) {
    /** {@code name@sha256:…} */
    public ImageReference repoDigest() {
        return reference.withDigest(manifest.digest());
    }
}
