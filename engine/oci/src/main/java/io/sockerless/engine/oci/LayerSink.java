package io.sockerless.engine.oci;

import java.io.IOException;
import java.io.InputStream;

/** Takes the layers of an image that is being pulled or loaded, for example to unpack them; the base comes first. */
public interface LayerSink {
    /** Whether this layer, on top of those below it, needs not be applied any more. */
    boolean has(Layer layer);

    /**
     * Takes one layer. The layers below it were applied before.
     *
     * @param uncompressedTar closed by the caller; whatever of it is left unread is ignored
     */
    void apply(Layer layer, InputStream uncompressedTar, ProgressListener progress) throws IOException;

    /** Keeps layers in the content store only. */
    static LayerSink none() {
        return new LayerSink() {
            @Override
            public boolean has(Layer layer) {
                return true;
            }

            @Override
            public void apply(Layer layer, InputStream uncompressedTar, ProgressListener progress) {
                throw new IllegalStateException("nothing is left to apply");
            }
        };
    }
}
