package io.sockerless.drivers.trees;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;

/** A directory of an image, for a volume that is to begin with what the image has there. */
public final class ImageDirectory implements AutoCloseable {
    private final Tree image;
    private final Root root;
    private final Place place;

    private ImageDirectory(Tree image, Root root, Place place) {
        this.image = image;
        this.root = root;
        this.place = place;
    }

    /**
     * @param image becomes the result's to close, or is closed
     * @param path absolute; symbolic links on the way are followed, as the image has them
     * @return empty when the image has no such directory
     */
    static Optional<ImageDirectory> of(Tree image, Root root, String path) {
        try {
            Place place = root.find(root.top(), path, true);
            if (place.node().kind() == Kind.DIRECTORY) {
                return Optional.of(new ImageDirectory(image, root, place));
            }
        } catch (FsException e) {
            if (e.errno() != Errno.NOENT && e.errno() != Errno.NOTDIR) {
                image.close();
                throw e;
            }
        }
        image.close();
        return Optional.empty();
    }

    public boolean isEmpty() {
        return root.list(place).isEmpty();
    }

    /** As a tar of the directory and all in it, with paths from the root on, in which no symbolic link is on the way. */
    public void write(OutputStream to) throws IOException {
        try (TarOut tar = new TarOut(root, to)) {
            tar.tree(place, place.path().substring(1), _ -> true);
        }
    }

    @Override
    public void close() {
        image.close();
    }
}
