package io.sockerless.frontends.registry;

import io.sockerless.engine.model.image.Digest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/** The images of one repository, for who embeds the registry: what it pushed and what clients did is one thing. */
public final class Images {
    /**
     * An image or an index of images.
     *
     * @param tags in order
     * @param size of its config and layers, in bytes; of an index, that of its largest image
     * @param pushed in milliseconds since 1970
     * @param artifactType may be empty
     */
    public record Image(
            Digest digest, String mediaType, String artifactType, List<String> tags, long size, long pushed) {}

    private final Registry registry;
    private final Repository repository;

    Images(Registry registry, Repository repository) {
        this.registry = registry;
        this.repository = repository;
    }

    /** In the order of their digests. */
    public List<Image> all() {
        return repository.manifests().stream()
                .map(this::image)
                .sorted(Comparator.comparing(image -> image.digest().toString()))
                .toList();
    }

    public Optional<Image> find(Digest digest) {
        return repository.manifest(digest).map(this::image);
    }

    /** What the tag names. */
    public Optional<Image> tagged(String tag) {
        return Optional.ofNullable(repository.tags().get(tag)).flatMap(this::find);
    }

    private Image image(ManifestRow row) {
        Digest digest = Digest.parse(row.digest());
        List<String> tags = repository.tags().entrySet().stream()
                .filter(tag -> tag.getValue().equals(digest))
                .map(Map.Entry::getKey)
                .toList();
        return new Image(digest, row.mediaType(), row.artifactType(), tags, size(row), row.pushed());
    }

    private long size(ManifestRow row) {
        long own = row.blobs().stream()
                .mapToLong(blob -> layer(Digest.parse(blob)).orElse(0))
                .sum();
        long largest = children(row).stream()
                .flatMap(child -> repository.manifest(child).stream())
                .mapToLong(this::size)
                .max()
                .orElse(0);
        return Math.max(own, largest);
    }

    private List<Digest> children(ManifestRow row) {
        try {
            return List.copyOf(ManifestContent.read(bytes(row), row.mediaType()).children());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private byte[] bytes(ManifestRow row) throws IOException {
        return registry.content().read(Digest.parse(row.content()), ManifestHandlers.LONGEST);
    }

    /** The size of a blob; empty when it is not here. */
    public OptionalLong layer(Digest digest) {
        return repository
                .blob(digest, registry.now())
                .map(blob -> OptionalLong.of(blob.size()))
                .orElse(OptionalLong.empty());
    }

    /** The bytes as they were pushed. It must be here. */
    public byte[] manifest(Digest digest) throws IOException {
        return bytes(repository.manifest(digest).orElseThrow());
    }

    /** Whether an index needs it. */
    public boolean isNeeded(Digest digest) {
        return repository.manifests().stream().anyMatch(row -> children(row).contains(digest));
    }

    /**
     * As if pushed by a client.
     *
     * @param mediaType may be empty
     * @param tag may be empty
     * @throws RegistryException as told to clients
     */
    public Digest put(byte[] manifest, String mediaType, String tag) throws IOException {
        Digest digest = Digest.sha256(manifest);
        if (!tag.isEmpty() && !Names.isTag(tag)) {
            throw new RegistryException(ErrorCode.MANIFEST_INVALID, "manifest invalid: invalid tag", tag);
        }
        ManifestContent content = ManifestContent.read(manifest, mediaType);
        repository.put(digest, manifest, content, tag.isEmpty() ? List.of() : List.of(tag), registry.now());
        return digest;
    }

    /** A blob that is in the registry's content store is in this repository from now on; the store must be leased. */
    public void add(Digest blob, long size) {
        repository.add(blob, blob, size, registry.now(), _ -> {});
    }

    /**
     * Puts an image, and those that it lists, into another repository of the same registry, as if pushed by a client; layers
     * are shared. Does nothing when the image is not here.
     *
     * @param tag may be empty
     * @throws RegistryException as told to clients
     */
    public void copy(Digest digest, String tag, Images target) throws IOException {
        Optional<ManifestRow> row = repository.manifest(digest);
        if (row.isEmpty()) {
            return;
        }
        for (Digest child : children(row.get())) {
            copy(child, "", target);
        }
        for (String one : row.get().blobs()) {
            Digest blob = Digest.parse(one);
            repository
                    .blob(blob, registry.now())
                    .ifPresent(there -> registry.mount(blob, there, target.repository.name()));
        }
        target.put(bytes(row.get()), row.get().mediaType(), tag);
    }

    /** While it runs nobody pushes to the repository or deletes from it. */
    public <T> T exclusively(Supplier<T> change) {
        return repository.exclusively(change);
    }

    /** With all its tags. @return false if it is not here */
    public boolean delete(Digest digest) {
        return repository.deleteManifest(digest);
    }

    /** @return false if it is not here */
    public boolean untag(String tag) {
        return repository.deleteTag(tag);
    }

    /** Forgets everything; what it takes on the disk goes with the next collection. */
    public void clear() {
        repository.clear();
    }
}
