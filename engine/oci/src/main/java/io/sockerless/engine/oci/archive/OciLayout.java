package io.sockerless.engine.oci.archive;

import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.image.Digest;
import io.sockerless.engine.model.image.ImageReference;
import io.sockerless.engine.model.image.Platform;
import io.sockerless.engine.oci.Descriptor;
import io.sockerless.engine.oci.ImageConfig;
import io.sockerless.engine.oci.ImageIndex;
import io.sockerless.engine.oci.ImageManifest;
import io.sockerless.engine.oci.MediaTypes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An archive that is an OCI image layout (image-spec, image-layout.md). */
final class OciLayout {
    private static final String CONTAINERD_NAME = "io.containerd.image.name";
    private static final String REF_NAME = "org.opencontainers.image.ref.name";
    private static final int DEEPEST = 4;

    private final ArchiveEntries entries;
    private final LayerFiles layers;
    private final Optional<Platform> wanted;

    OciLayout(ArchiveEntries entries, LayerFiles layers, Optional<Platform> wanted) {
        this.entries = entries;
        this.layers = layers;
        this.wanted = wanted;
    }

    /** One image per manifest or nested index that index.json lists; several names of one image are gathered. */
    List<LoadedImage> images() throws IOException {
        ImageIndex index = ImageIndex.parse(entries.bytes("index.json", ImageManifest.MAX_BYTES), MediaTypes.OCI_INDEX);
        Map<Digest, LoadedImage> images = new LinkedHashMap<>();
        for (Descriptor entry : index.manifests()) {
            String type = entry.mediaType();
            if (!MediaTypes.isIndex(type) && !MediaTypes.isManifest(type)) {
                throw MediaTypes.unsupported(type);
            }
            Optional<ImageManifest> manifest = manifest(entry, 0);
            if (manifest.isPresent()) {
                image(manifest.get(), name(entry))
                        .ifPresent(i -> images.merge(i.image().id(), i, OciLayout::merged));
            }
        }
        return List.copyOf(images.values());
    }

    private static LoadedImage merged(LoadedImage a, LoadedImage b) {
        List<ImageReference> tags = new ArrayList<>(a.tags());
        tags.addAll(b.tags());
        return new LoadedImage(a.image(), tags.stream().distinct().toList());
    }

    private Optional<ImageManifest> manifest(Descriptor entry, int depth) throws IOException {
        byte[] json = blob(entry, ImageManifest.MAX_BYTES);
        if (!MediaTypes.isIndex(entry.mediaType())) {
            ImageManifest manifest = ImageManifest.parse(json, entry.mediaType());
            return isImage(manifest) ? Optional.of(manifest) : Optional.empty();
        }
        if (depth == DEEPEST) {
            throw EngineException.invalid("invalid archive: indexes are nested too deep");
        }
        Platform best = wanted.orElse(Platform.host());
        List<Descriptor> present = ImageIndex.parse(json, entry.mediaType()).manifests().stream()
                .filter(d -> MediaTypes.isIndex(d.mediaType()) || MediaTypes.isManifest(d.mediaType()))
                .filter(d -> entries.has(path(d.digest())))
                .filter(d -> !d.platform().map(Platform::os).orElse("").equals("unknown"))
                .sorted(Comparator.comparingInt(
                        d -> d.platform().map(best::rank).orElse(Integer.MAX_VALUE)))
                .toList();
        for (Descriptor d : present) {
            Optional<ImageManifest> found = manifest(d, depth + 1);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    /** Attestations, charts and other artifacts have manifests too. */
    private static boolean isImage(ImageManifest manifest) {
        String type = manifest.config().mediaType();
        return type.equals(MediaTypes.OCI_CONFIG) || type.equals(MediaTypes.DOCKER_CONFIG);
    }

    private Optional<LoadedImage> image(ImageManifest manifest, Optional<ImageReference> name) throws IOException {
        ImageConfig config = ImageConfig.parse(blob(manifest.config(), ImageConfig.MAX_BYTES));
        if (wanted.isPresent() && !wanted.get().runs(config.platform())) {
            return Optional.empty();
        }
        List<String> names = new ArrayList<>();
        for (Descriptor layer : manifest.layers()) {
            MediaTypes.checkLayer(layer);
            check(layer);
            names.add(path(layer.digest()));
        }
        return Optional.of(
                new LoadedImage(layers.image(config, names), name.stream().toList()));
    }

    private byte[] blob(Descriptor descriptor, int max) throws IOException {
        check(descriptor);
        return entries.bytes(path(descriptor.digest()), max);
    }

    private void check(Descriptor descriptor) throws IOException {
        if (!descriptor.digest().algorithm().equals("sha256")) {
            throw EngineException.invalid(
                    "unsupported digest algorithm " + descriptor.digest().algorithm());
        }
        Digest got = entries.file(path(descriptor.digest())).finish();
        if (!got.equals(descriptor.digest())) {
            throw EngineException.invalid(
                    "invalid archive: content of " + descriptor.digest() + " has the digest " + got);
        }
    }

    private static String path(Digest digest) {
        return "blobs/" + digest.algorithm() + "/" + digest.hex();
    }

    /** A bare tag, which the ref.name annotation may be, names no image. */
    private static Optional<ImageReference> name(Descriptor entry) {
        Map<String, String> annotations = entry.annotations();
        String full = annotations.getOrDefault(CONTAINERD_NAME, "");
        String ref = annotations.getOrDefault(REF_NAME, "");
        String name = full.isEmpty() && (ref.contains("/") || ref.contains(":")) ? ref : full;
        return name.isEmpty()
                ? Optional.empty()
                : Optional.of(ImageReference.parse(name).withDefaultTag())
                        .filter(r -> r.tag().isPresent());
    }
}
