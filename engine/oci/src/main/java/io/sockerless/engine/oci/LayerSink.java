package io.sockerless.engine.oci;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** Takes the layers of an image that is being pulled or loaded, for example to unpack them; the base comes first. */
public interface LayerSink {
    /** Whether this layer, on top of those below it, needs not be applied any more. */
    boolean has(Layer layer);

    /**
     * Takes one layer.
     *
     * @param below the layers that it is on top of, the base first; there already or applied before
     * @param uncompressedTar closed by the caller. It fails at its end if the bytes are not those of the diff id, so a
     *     sink reads it to the end before it keeps anything of it for good
     */
    void apply(List<Layer> below, Layer layer, InputStream uncompressedTar, ProgressListener progress)
            throws IOException;

    /** Keeps layers in the content store only. */
    static LayerSink none() {
        return new LayerSink() {
            @Override
            public boolean has(Layer layer) {
                return true;
            }

            @Override
            public void apply(List<Layer> below, Layer layer, InputStream uncompressedTar, ProgressListener progress) {
                throw new IllegalStateException("nothing is left to apply");
            }
        };
    }
}
