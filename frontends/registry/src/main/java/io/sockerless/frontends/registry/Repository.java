package io.sockerless.frontends.registry;

import io.sockerless.engine.model.image.Digest;
import io.sockerless.engine.oci.ContentStore;
import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * One repository: its tags, manifests and blobs, read from memory. Changes are durable before they are seen here. Those
 * that depend on what is there, and the collection of what nobody needs, exclude each other.
 */
final class Repository {
    /** A blob and when somebody last asked for it: who is told that it is here may rely on that for a while. */
    static final class Blob {
        private final BlobRow row;
        private final Digest content;
        private volatile long seen;

        private Blob(BlobRow row, long now) {
            this.row = row;
            this.content = Digest.parse(row.content());
            this.seen = now;
        }

        Digest content() {
            return content;
        }

        long size() {
            return row.size();
        }
    }

    private final String name;
    private final Rows rows;
    private final ContentStore content;
    private final Consumer<RegistryEvent> events;
    private final Rules rules;
    private final ReentrantLock changing = new ReentrantLock();
    private final NavigableMap<String, Digest> tags = new ConcurrentSkipListMap<>(Names.ORDER);
    private final Map<Digest, ManifestRow> manifests = new ConcurrentHashMap<>();
    private final Map<Digest, Blob> blobs = new ConcurrentHashMap<>();
    /** By their subject; in an order that lets a client go on where it stopped. */
    private final Map<Digest, NavigableMap<Digest, ManifestRow>> referrers = new ConcurrentHashMap<>();

    Repository(String name, Rows rows, ContentStore content, Consumer<RegistryEvent> events, Rules rules) {
        this.name = name;
        this.rows = rows;
        this.content = content;
        this.events = events;
        this.rules = rules;
    }

    String name() {
        return name;
    }

    boolean isEmpty() {
        return manifests.isEmpty() && blobs.isEmpty();
    }

    NavigableMap<String, Digest> tags() {
        return tags;
    }

    Optional<ManifestRow> manifest(Digest digest) {
        return Optional.ofNullable(manifests.get(digest));
    }

    NavigableMap<Digest, ManifestRow> referrers(Digest subject) {
        return referrers.getOrDefault(subject, new ConcurrentSkipListMap<>());
    }

    Optional<Blob> blob(Digest digest, long now) {
        Blob blob = blobs.get(digest);
        if (blob != null) {
            blob.seen = now;
        }
        return Optional.ofNullable(blob);
    }

    /** Takes in what was stored before. */
    void restore(ManifestRow row) {
        index(row);
    }

    void restore(TagRow row) {
        tags.put(row.tag(), Digest.parse(row.digest()));
    }

    void restore(BlobRow row, long now) {
        blobs.put(Digest.parse(row.digest()), new Blob(row, now));
    }

    /**
     * Stores a manifest, and has these tags name it.
     *
     * @throws RegistryException MANIFEST_BLOB_UNKNOWN if something is not here that it needs; what the rules refuse
     */
    void put(Digest digest, byte[] bytes, ManifestContent manifest, List<String> names, long now) throws IOException {
        try (ContentStore.Lease _ = content.lease()) {
            Digest stored = content.put(bytes);
            changing.lock();
            try {
                requireRules(digest, names);
                requireAll(manifest);
                ManifestRow row = row(digest, stored, bytes.length, manifest, now);
                rows.write(changes -> {
                    changes.put(row);
                    names.forEach(tag -> changes.put(new TagRow(name, tag, row.digest())));
                });
                index(row);
                names.forEach(tag -> tags.put(tag, digest));
            } finally {
                changing.unlock();
            }
        }
        for (String tag : names.isEmpty() ? List.of("") : names) {
            events.accept(new RegistryEvent.ManifestPushed(name, digest, manifest.mediaType(), tag));
        }
    }

    /** As it is to be remembered; what was here before keeps its time. */
    private ManifestRow row(Digest digest, Digest stored, long size, ManifestContent manifest, long now) {
        long pushed = manifest(digest)
                .map(ManifestRow::pushed)
                .filter(time -> time > 0)
                .orElse(now);
        return new ManifestRow(
                name,
                digest.toString(),
                stored.toString(),
                manifest.mediaType(),
                size,
                manifest.artifactType(),
                manifest.subject().map(Digest::toString).orElse(""),
                manifest.annotations(),
                manifest.kept().stream().map(Digest::toString).toList(),
                pushed);
    }

    private void requireRules(Digest digest, List<String> names) {
        rules.absent(name).ifPresent(why -> {
            throw new RegistryException(ErrorCode.NAME_UNKNOWN, why);
        });
        for (String tag : names) {
            if (tags.containsKey(tag) && !tags.get(tag).equals(digest)) {
                rules.fixed(name, tag).ifPresent(why -> {
                    throw new RegistryException(ErrorCode.TAG_INVALID, why);
                });
            }
        }
    }

    private void requireAll(ManifestContent manifest) {
        manifest.required().stream()
                .filter(blob -> !blobs.containsKey(blob))
                .findFirst()
                .ifPresent(missing -> {
                    throw new RegistryException(
                            ErrorCode.MANIFEST_BLOB_UNKNOWN, "blob unknown to registry", missing.toString());
                });
        manifest.children().stream()
                .filter(child -> !manifests.containsKey(child) && !blobs.containsKey(child))
                .findFirst()
                .ifPresent(missing -> {
                    throw new RegistryException(
                            ErrorCode.MANIFEST_BLOB_UNKNOWN, "manifest unknown to registry", missing.toString());
                });
    }

    private void index(ManifestRow row) {
        Digest digest = Digest.parse(row.digest());
        manifests.put(digest, row);
        if (!row.subject().isEmpty()) {
            referrers
                    .computeIfAbsent(Digest.parse(row.subject()), _ -> new ConcurrentSkipListMap<>())
                    .put(digest, row);
        }
    }

    /** @return false if it is not here */
    boolean deleteManifest(Digest digest) {
        changing.lock();
        try {
            ManifestRow row = manifests.get(digest);
            if (row == null) {
                return false;
            }
            List<String> named = tags.entrySet().stream()
                    .filter(tag -> tag.getValue().equals(digest))
                    .map(Map.Entry::getKey)
                    .toList();
            rows.write(changes -> {
                changes.delete(row);
                named.forEach(tag -> changes.deleteTag(name, tag));
            });
            named.forEach(tags::remove);
            manifests.remove(digest);
            if (!row.subject().isEmpty()) {
                referrers(Digest.parse(row.subject())).remove(digest);
            }
        } finally {
            changing.unlock();
        }
        events.accept(new RegistryEvent.ManifestDeleted(name, digest));
        return true;
    }

    /** @return false if it is not here */
    boolean deleteTag(String tag) {
        changing.lock();
        try {
            if (!tags.containsKey(tag)) {
                return false;
            }
            rows.write(changes -> changes.deleteTag(name, tag));
            tags.remove(tag);
        } finally {
            changing.unlock();
        }
        events.accept(new RegistryEvent.TagDeleted(name, tag));
        return true;
    }

    /** The repository has a blob from now on, whose content is stored and leased. @param also part of the same change */
    void add(Digest digest, Digest stored, long size, long now, Consumer<Rows.Changes> also) {
        BlobRow row = new BlobRow(name, digest.toString(), stored.toString(), size);
        changing.lock();
        try {
            rows.write(changes -> {
                changes.put(row);
                also.accept(changes);
            });
            blobs.put(digest, new Blob(row, now));
        } finally {
            changing.unlock();
        }
        events.accept(new RegistryEvent.BlobPushed(name, digest, size));
    }

    /** @return false if it is not here */
    boolean deleteBlob(Digest digest) {
        changing.lock();
        try {
            Blob blob = blobs.get(digest);
            if (blob == null) {
                return false;
            }
            rows.write(changes -> changes.delete(blob.row));
            blobs.remove(digest);
        } finally {
            changing.unlock();
        }
        events.accept(new RegistryEvent.BlobDeleted(name, digest));
        return true;
    }

    Collection<ManifestRow> manifests() {
        return manifests.values();
    }

    <T> T exclusively(Supplier<T> change) {
        changing.lock();
        try {
            return change.get();
        } finally {
            changing.unlock();
        }
    }

    /** Forgets everything. */
    void clear() {
        changing.lock();
        try {
            rows.write(changes -> {
                manifests.values().forEach(changes::delete);
                tags.keySet().forEach(tag -> changes.deleteTag(name, tag));
                blobs.values().forEach(blob -> changes.delete(blob.row));
            });
            tags.clear();
            manifests.clear();
            blobs.clear();
            referrers.clear();
        } finally {
            changing.unlock();
        }
    }

    /** Forgets blobs that no manifest needs and that nobody has asked for since. */
    void collect(long since) {
        changing.lock();
        try {
            Set<String> needed = new HashSet<>();
            manifests.values().forEach(manifest -> needed.addAll(manifest.blobs()));
            Map<Digest, Blob> unused = new HashMap<>(blobs);
            unused.values().removeIf(blob -> blob.seen >= since || needed.contains(blob.row.digest()));
            rows.write(changes -> unused.values().forEach(blob -> changes.delete(blob.row)));
            blobs.keySet().removeAll(unused.keySet());
        } finally {
            changing.unlock();
        }
    }

    /** Adds the content that this repository needs. */
    void live(Collection<Digest> all) {
        blobs.values().forEach(blob -> all.add(blob.content));
        manifests.values().forEach(manifest -> all.add(Digest.parse(manifest.content())));
    }
}
