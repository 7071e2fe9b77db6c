package io.sockerless.drivers.agent;

import java.nio.file.Path;
import java.util.List;

/**
 * How to extract a layer.
 *
 * @param root made when missing
 * @param parents extracted layers below it, topmost first: directories that the tar leaves out are like there
 * @param sync whether everything must be on disk when the extraction has returned
 */
public record Unpack(Path root, Whiteouts whiteouts, List<Path> parents, boolean sync) {
    /** What {@code .wh.} entries do. */
    public enum Whiteouts {
        /** Become overlayfs's own. */
        OVERLAY,
        /** Delete what is there. */
        REMOVE
    }

    /** Into one directory per layer, for overlayfs. */
    public static Unpack layer(Path root, List<Path> parents) {
        return new Unpack(root, Whiteouts.OVERLAY, parents, false);
    }
}
