package io.sockerless.engine.core.image;

import io.sockerless.engine.core.Images.HistoryEntry;
import io.sockerless.engine.core.Images.Image;
import io.sockerless.engine.model.image.Digest;
import io.sockerless.engine.model.image.ImageReference;
import io.sockerless.engine.oci.History;
import io.sockerless.engine.oci.ImageConfig;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;

/** Images as clients see them. */
final class ImageViews {
    private final ImageRows rows;

    ImageViews(ImageRows rows) {
        this.rows = rows;
    }

    Image image(StoredImage stored, long containers) {
        ImageConfig config = rows.config(stored);
        List<ImageReference> names = rows.namesOf(stored.id());
        return new Image(
                stored.id(),
                names.stream()
                        .filter(n -> n.tag().isPresent())
                        .map(ImageReference::familiar)
                        .toList(),
                names.stream()
                        .filter(n -> n.digest().isPresent())
                        .map(ImageReference::familiar)
                        .toList(),
                stored.parent(),
                config.comment(),
                instant(config.created()),
                config.author(),
                config.architecture(),
                config.variant(),
                config.os(),
                stored.size(),
                containers,
                config.config(),
                config.diffIds().stream().map(Digest::toString).toList(),
                stored.tagged(),
                config.container(),
                config.containerConfig());
    }

    /** Newest first; a layer's size stands at the entry that made it. */
    List<HistoryEntry> history(StoredImage stored) {
        ImageConfig config = rows.config(stored);
        List<HistoryEntry> entries = new ArrayList<>();
        int layer = 0;
        for (History step : config.history()) {
            boolean hasLayer = !step.emptyLayer() && layer < stored.layers().size();
            long size = hasLayer ? stored.layers().get(layer++).unpacked() : 0;
            entries.addFirst(new HistoryEntry(
                    "<missing>", instant(step.created()), step.createdBy(), List.of(), size, step.comment()));
        }
        name(stored, entries);
        return entries;
    }

    /** The newest entry is the image itself; its parent, when it was committed here, stands where it ended. */
    private void name(StoredImage stored, List<HistoryEntry> entries) {
        StoredImage image = stored;
        int index = 0;
        while (index < entries.size()) {
            HistoryEntry entry = entries.get(index);
            List<String> tags = rows.namesOf(image.id()).stream()
                    .filter(name -> name.tag().isPresent())
                    .map(ImageReference::familiar)
                    .toList();
            entries.set(
                    index,
                    new HistoryEntry(
                            image.id(), entry.created(), entry.createdBy(), tags, entry.size(), entry.comment()));
            var parent = rows.byId(image.parent());
            if (parent.isEmpty()) {
                return;
            }
            index = entries.size() - rows.config(parent.get()).history().size();
            image = parent.get();
        }
    }

    static Instant instant(String text) {
        if (text.isEmpty()) {
            return io.sockerless.engine.model.ContainerState.NEVER;
        }
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException e) {
            return io.sockerless.engine.model.ContainerState.NEVER;
        }
    }
}
