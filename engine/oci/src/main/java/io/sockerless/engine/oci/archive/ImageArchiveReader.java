package io.sockerless.engine.oci.archive;

import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.image.ImageReference;
import io.sockerless.engine.model.image.Platform;
import io.sockerless.engine.oci.ContentStore;
import io.sockerless.engine.oci.ImageConfig;
import io.sockerless.engine.oci.OciJson;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads what {@code docker load} takes: archives of {@code docker save} old and new, and OCI image layouts, plain or
 * compressed. The archive is read once, its files set aside on disk; its entries may come in any order. Every layer is
 * checked against the config's diff id.
 */
public final class ImageArchiveReader {
    private static final int MAX_TABLE = 8 << 20;

    private final ContentStore store;

    public ImageArchiveReader(ContentStore store) {
        this.store = store;
    }

    /** All images of the archive; of an image for several platforms the one that suits this machine best. */
    public List<LoadedImage> read(InputStream in) throws IOException {
        return read(in, Optional.empty());
    }

    /**
     * Stores the images of an archive.
     *
     * @param in not closed
     * @param wanted images for other platforms are left out
     * @throws EngineException INVALID if the archive is damaged or hostile, or a digest is wrong; nothing is stored then
     */
    public List<LoadedImage> read(InputStream in, Optional<Platform> wanted) throws IOException {
        try (ContentStore.Lease _ = store.lease();
                ArchiveEntries entries = ArchiveEntries.read(in, store);
                LayerFiles layers = new LayerFiles(entries, store)) {
            List<LoadedImage> images = images(entries, layers, wanted);
            layers.commit();
            return images;
        }
    }

    private static List<LoadedImage> images(ArchiveEntries entries, LayerFiles layers, Optional<Platform> wanted)
            throws IOException {
        if (entries.has("manifest.json")) {
            return dockerArchive(entries, layers, wanted);
        }
        if (entries.has("index.json")) {
            return new OciLayout(entries, layers, wanted).images();
        }
        if (entries.has("repositories")) {
            return new LegacyArchive(entries, layers).images();
        }
        throw EngineException.invalid("invalid archive: does not contain a manifest.json");
    }

    private static List<LoadedImage> dockerArchive(ArchiveEntries entries, LayerFiles layers, Optional<Platform> wanted)
            throws IOException {
        List<LoadedImage> images = new ArrayList<>();
        for (Map<String, Object> item : OciJson.objects(entries.bytes("manifest.json", MAX_TABLE), "manifest.json")) {
            String configName = OciJson.string(item, "Config");
            ImageConfig config = ImageConfig.parse(entries.bytes(configName, ImageConfig.MAX_BYTES));
            if (wanted.isPresent() && !wanted.get().runs(config.platform())) {
                continue;
            }
            List<ImageReference> tags = new ArrayList<>();
            for (String tag : OciJson.strings(item, "RepoTags")) {
                ImageReference reference = ImageReference.parse(tag);
                if (reference.tag().isEmpty()) {
                    throw EngineException.invalid("invalid tag \"" + tag + "\"");
                }
                tags.add(reference);
            }
            images.add(new LoadedImage(layers.image(config, OciJson.strings(item, "Layers")), tags));
        }
        return images;
    }
}
