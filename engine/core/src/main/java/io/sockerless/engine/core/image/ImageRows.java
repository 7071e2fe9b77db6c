package io.sockerless.engine.core.image;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.image.Digest;
import io.sockerless.engine.model.image.ImageReference;
import io.sockerless.engine.oci.ContentStore;
import io.sockerless.engine.oci.Image;
import io.sockerless.engine.oci.ImageConfig;
import io.sockerless.engine.store.Store;
import io.sockerless.engine.store.Table;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** The durable rows about images and the names that point at them. */
final class ImageRows {
    private static final Pattern HEX = Pattern.compile("[0-9a-f]{1,64}");

    /** A name (tag or digest form, normalised) to the image that it points at. */
    record Name(String reference, String imageId) {
        ImageReference parsed() {
            return ImageReference.parse(reference);
        }
    }

    private final Store store;
    private final ContentStore content;
    private final Table<StoredImage> images;
    private final Table<Name> names;
    private final Clock clock;
    private final Map<String, ImageConfig> configs = new ConcurrentHashMap<>();

    ImageRows(Store store, ContentStore content, ObjectMapper json, Clock clock) {
        this.store = store;
        this.content = content;
        this.images = store.table("image", StoredImage.class, json);
        this.names = store.table("image_name", Name.class, json);
        this.clock = clock;
    }

    Collection<StoredImage> all() {
        return images.values();
    }

    Optional<StoredImage> byId(String id) {
        return images.get(id);
    }

    /** Finds by reference, id or prefix of an id; a reference wins, as in dockerd. */
    Optional<StoredImage> find(String text) {
        if (text.startsWith("sha256:") && text.length() == "sha256:".length() + 64) {
            return images.get(text);
        }
        if (HEX.matcher(text).matches() && text.length() == 64) {
            return images.get("sha256:" + text);
        }
        return byName(text).or(() -> byPrefix(text));
    }

    private Optional<StoredImage> byName(String text) {
        if (text.startsWith("sha256:")) {
            return Optional.empty();
        }
        ImageReference reference = ImageReference.parse(text).withDefaultTag();
        Optional<Name> exact = names.get(reference.toString());
        if (exact.isEmpty() && reference.digest().isPresent()) {
            exact = names.get(reference.withDigest(reference.digest().get()).toString());
        }
        return exact.flatMap(name -> images.get(name.imageId()));
    }

    private Optional<StoredImage> byPrefix(String text) {
        String hex = text.startsWith("sha256:") ? text.substring("sha256:".length()) : text;
        if (!HEX.matcher(hex.toLowerCase(Locale.ROOT)).matches() || !hex.equals(hex.toLowerCase(Locale.ROOT))) {
            return Optional.empty();
        }
        List<StoredImage> found = images.values().stream()
                .filter(image -> image.id().startsWith("sha256:" + hex))
                .toList();
        return found.size() == 1 ? Optional.of(found.getFirst()) : Optional.empty();
    }

    StoredImage require(String text) {
        return find(text).orElseThrow(() -> missing(text));
    }

    /** dockerd names what it looked for, the default tag included. */
    static EngineException missing(String text) {
        String shown = text;
        if (!text.startsWith("sha256:")) {
            shown = ImageReference.parse(text).withDefaultTag().familiar();
        }
        return EngineException.notFound("No such image: " + shown);
    }

    ImageConfig config(StoredImage image) {
        return configs.computeIfAbsent(image.id(), id -> {
            try {
                return ImageConfig.parse(content.read(Digest.parse(id), ImageConfig.MAX_BYTES));
            } catch (IOException e) {
                throw new UncheckedIOException("the config of image " + id + " cannot be read", e);
            }
        });
    }

    Image oci(StoredImage image) {
        return new Image(config(image), image.ociLayers());
    }

    List<ImageReference> namesOf(String imageId) {
        return names.values().stream()
                .filter(name -> name.imageId().equals(imageId))
                .map(Name::parsed)
                .sorted((a, b) -> a.toString().compareTo(b.toString()))
                .toList();
    }

    boolean pointsAt(ImageReference reference, String imageId) {
        return names.get(reference.toString())
                .filter(name -> name.imageId().equals(imageId))
                .isPresent();
    }

    /** Remembers an image and, in the same transaction, the names that point at it from now on. */
    void put(StoredImage image, List<ImageReference> references) {
        store.write(batch -> {
            Instant now = clock.instant();
            StoredImage row = images.get(image.id())
                    .map(known -> known.childOf(image.parent()))
                    .orElse(image);
            batch.put(images, image.id(), references.isEmpty() ? row : row.taggedAt(now));
            for (ImageReference reference : references) {
                batch.put(names, reference.toString(), new Name(reference.toString(), image.id()));
            }
        });
    }

    void removeName(ImageReference reference) {
        names.delete(reference.toString());
    }

    void remove(StoredImage image, List<ImageReference> references) {
        store.write(batch -> {
            references.forEach(reference -> batch.delete(names, reference.toString()));
            batch.delete(images, image.id());
        });
        configs.remove(image.id());
    }

    /** Blobs that images need. */
    Set<Digest> liveBlobs() {
        Set<Digest> live = new HashSet<>();
        for (StoredImage image : images.values()) {
            live.addAll(oci(image).blobs());
        }
        return live;
    }

    Set<String> liveChains() {
        Set<String> live = new HashSet<>();
        images.values().forEach(image -> image.layers().forEach(layer -> live.add(layer.chainId())));
        return live;
    }
}
