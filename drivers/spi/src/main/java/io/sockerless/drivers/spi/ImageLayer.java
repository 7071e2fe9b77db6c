package io.sockerless.drivers.spi;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Optional;

/**
 * One layer of an image.
 *
 * @param chainId digest over this layer and those below it (OCI image spec, Layer ChainID); names the unpacked snapshot
 * @param diffId digest of the uncompressed tar
 * @param size bytes of the layer's files where known, else 0
 * @param content opens the uncompressed tar
 */
public record ImageLayer(String chainId, String diffId, long size, Content content) {
    /** Opens the layer's uncompressed tar stream; the caller closes it. */
    @FunctionalInterface
    public interface Content {
        InputStream open() throws IOException;

        /** A file that holds the uncompressed tar as it is, where there is one: reading it needs no copy. */
        default Optional<Path> file() throws IOException {
            return Optional.empty();
        }
    }
}
