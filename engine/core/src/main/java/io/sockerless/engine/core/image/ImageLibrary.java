package io.sockerless.engine.core.image;

import io.sockerless.engine.model.image.ImageReference;
import io.sockerless.engine.oci.ContentStore;
import io.sockerless.engine.oci.Image;
import io.sockerless.engine.oci.Layer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Takes images in and clears out what none needs any more. Blobs and snapshots of an image that is being taken in have no
 * row yet, so the clearing waits until nothing is.
 */
final class ImageLibrary {
    private static final Logger LOG = System.getLogger(ImageLibrary.class.getName());

    private final ImageRows rows;
    private final ContentStore content;
    private final Snapshots snapshots;
    private final Clock clock;
    private final ReentrantReadWriteLock intake = new ReentrantReadWriteLock();

    ImageLibrary(ImageRows rows, ContentStore content, Snapshots snapshots, Clock clock) {
        this.rows = rows;
        this.content = content;
        this.snapshots = snapshots;
        this.clock = clock;
    }

    /** Work that stores blobs and ends with {@link #add}. */
    @FunctionalInterface
    interface Intake<T> {
        T run() throws IOException;
    }

    <T> T takeIn(Intake<T> work) throws IOException {
        intake.readLock().lock();
        try (ContentStore.Lease _ = content.lease()) {
            return work.run();
        } finally {
            intake.readLock().unlock();
        }
    }

    /** Makes an image ready to start from and remembers it under these names. Only within {@link #takeIn}. */
    StoredImage add(Image image, String parent, List<ImageReference> names) {
        snapshots.unpack(image);
        List<Long> sizes = snapshots.sizes(image);
        List<StoredImage.StoredLayer> layers = new ArrayList<>();
        long total = 0;
        for (int i = 0; i < sizes.size(); i++) {
            Layer layer = image.layers().get(i);
            layers.add(StoredImage.StoredLayer.of(layer, sizes.get(i)));
            total += sizes.get(i);
        }
        StoredImage row = new StoredImage(image.id().toString(), parent, layers, total, clock.instant());
        rows.put(row, names);
        return row;
    }

    /** Removes blobs and snapshots that no image has. Not now when something is being taken in: then with the next call. */
    void clear() {
        if (!intake.writeLock().tryLock()) {
            return;
        }
        try {
            content.sweep(rows::liveBlobs);
            snapshots.retain(rows.liveChains());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove unused image data", e);
        } finally {
            intake.writeLock().unlock();
        }
    }

    /** As {@link #clear}, beside the caller's work. */
    void clearLater() {
        Thread.ofVirtual().name("image-clear").start(() -> {
            try {
                clear();
            } catch (RuntimeException e) {
                LOG.log(Level.WARNING, "unused image data could not be removed", e);
            }
        });
    }
}
