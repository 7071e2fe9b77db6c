package io.sockerless.engine.core;

import io.sockerless.engine.model.image.ImageReference;
import io.sockerless.engine.oci.CommitOptions;
import io.sockerless.engine.oci.Image;
import java.io.OutputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Images in the making, for builders: each step's result is an image that has the one before as its parent. */
public interface ImageBuilding {
    /** Writes a layer. */
    @FunctionalInterface
    interface LayerTar {
        void writeTo(OutputStream tar);
    }

    /** @throws io.sockerless.engine.model.EngineException NOT_FOUND */
    Image image(String ref);

    /**
     * The images whose parent it is, the newest first.
     *
     * @param parent an id, or empty for those that were made of nothing
     */
    List<Image> children(String parent);

    /**
     * Makes an image of another one and a layer.
     *
     * @param parent an id, or empty
     * @param layer empty for a step that changes no files
     * @return the new one's id; it is durable, and ready to start from
     */
    String step(String parent, Optional<LayerTar> layer, CommitOptions options);

    /** Whether a step on the way to {@code image} made {@code earlier}, as far as it is known here. */
    boolean descends(String image, String earlier);

    /**
     * Makes the image that a step on the way to another one must have made: the parent, and what that one's history and
     * layers have next. After the last of its steps it is that one itself, whose parent is known then.
     *
     * @param parent an id, or empty; it has the beginning of the other one's history
     * @return the new one's id, as of {@link #step}
     */
    String restored(String parent, Image of, CommitOptions options);

    /** Makes the same image as of a time: of nothing in it is told that it was made later. @return the new one's id */
    String dated(String id, Instant time);

    /** Lets a name point at it. */
    void name(String id, ImageReference name);
}
