package io.sockerless.engine.core.container;

import io.sockerless.drivers.spi.ImageLayer;
import io.sockerless.engine.model.Container;
import io.sockerless.engine.model.ContainerConfig;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;

/** What containers need of images. */
public interface ImageSource {
    /**
     * An image that a container can be made of.
     *
     * @param id {@code sha256:…} of its config
     * @param config its config section as JSON values
     * @param layers lowest first
     */
    record ResolvedImage(String id, String os, String platform, Map<String, Object> config, List<ImageLayer> layers) {}

    /** Writes the changes of a container as an uncompressed layer tar. */
    @FunctionalInterface
    interface LayerTar {
        void writeTo(OutputStream tar);
    }

    /**
     * An image to make of a container. Its config is {@code config} after the Dockerfile instructions {@code changes},
     * then merged with the container's own by {@link ConfigMerge#merge}.
     *
     * @param config the client's config, the container's where the client gave none
     * @param repository may be empty, then the image has no name
     */
    record CommitRequest(
            Container container,
            ContainerConfig config,
            List<String> changes,
            String repository,
            String tag,
            String comment,
            String author,
            LayerTar layer) {}

    /**
     * @param ref a reference, an id or the prefix of one
     * @param platform empty for any
     * @throws io.sockerless.engine.model.EngineException NOT_FOUND "No such image: ref"
     */
    ResolvedImage resolve(String ref, String platform);

    /** @return the new image's id */
    String commit(CommitRequest request);
}
