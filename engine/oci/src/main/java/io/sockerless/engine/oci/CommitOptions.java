package io.sockerless.engine.oci;

import io.sockerless.engine.model.image.Platform;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What {@link NewImage#commit} says about the new image.
 *
 * @param config the new image's whole config section: the request's config with {@link ConfigChanges} applied, merged
 *     over the container's
 * @param containerConfig the container's own config section, which images keep for the record
 * @param containerId of the container, or empty
 * @param createdBy the command that made the layer, for the history
 * @param platform of the new image where it has no parent
 */
public record CommitOptions(
        Map<String, Object> config,
        Map<String, Object> containerConfig,
        String containerId,
        String createdBy,
        String author,
        String comment,
        Platform platform) {
    public CommitOptions {
        config = new LinkedHashMap<>(config);
        containerConfig = new LinkedHashMap<>(containerConfig);
    }
}
