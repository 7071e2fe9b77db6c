package io.sockerless.frontends.buildkit.solve;

import io.sockerless.engine.model.image.Platform;
import java.util.List;

/**
 * An image that has been built.
 *
 * @param id the digest of its config
 * @param config as JSON
 * @param last the image of its last step, which is another one if it was given a time of its own
 * @param stages images that other stages have come to
 */
public record Built(String id, Platform platform, byte[] config, String last, List<String> stages) {
    public Built {
        stages = List.copyOf(stages);
    }
}
