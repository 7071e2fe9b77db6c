package io.sockerless.engine.oci.registry;

import io.sockerless.engine.model.image.Digest;
import io.sockerless.engine.model.image.ImageReference;
import io.sockerless.engine.model.image.Platform;
import java.util.Optional;

/**
 * What to pull.
 *
 * @param reference with a tag or a digest
 * @param platform as the client demands; empty for the default
 * @param current id of the image that the reference names now, which decides whether the pull is told to have brought
 *     something new
 */
public record PullRequest(
        ImageReference reference, Optional<Platform> platform, AuthConfig credentials, Optional<Digest> current) {
    public PullRequest {
        reference = reference.withDefaultTag();
    }
}
