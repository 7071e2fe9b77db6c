package io.sockerless.engine.oci.archive;

import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.image.Digest;
import io.sockerless.engine.oci.Descriptor;
import io.sockerless.engine.oci.ImageIndex;
import io.sockerless.engine.oci.ImageManifest;
import io.sockerless.engine.oci.MediaTypes;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** A cache whose blobs are elsewhere, as an archive that {@link ImageArchiveReader} takes, and verifies. */
public final class CacheArchive {
    private final BlobSource source;

    /** Where blobs are. */
    @FunctionalInterface
    public interface BlobSource {
        /** @throws EngineException NOT_FOUND */
        InputStream open(Digest digest) throws IOException;
    }

    public CacheArchive(BlobSource source) {
        this.source = source;
    }

    /**
     * Writes a {@linkplain ImageIndex#ofCache cache}.
     *
     * @param out flushed, not closed
     * @throws EngineException INVALID if it is none
     */
    public void write(Digest cache, OutputStream out) throws IOException {
        ImageIndex index = ImageIndex.parse(document(cache), "");
        if (!index.isCache()) {
            throw EngineException.invalid("this is no cache of images, as this engine exports it");
        }
        ArchiveOutput tar = new ArchiveOutput(out);
        tar.file("oci-layout", "{\"imageLayoutVersion\":\"1.0.0\"}".getBytes(StandardCharsets.UTF_8));
        tar.file("index.json", index.json());
        Map<Digest, Descriptor> blobs = new LinkedHashMap<>();
        for (Descriptor image : index.manifests()) {
            if (!MediaTypes.isManifest(image.mediaType())) {
                throw MediaTypes.unsupported(image.mediaType());
            }
            byte[] json = document(image.digest());
            tar.file(path(image.digest()), json);
            ImageManifest manifest = ImageManifest.parse(json, image.mediaType());
            blobs.put(manifest.config().digest(), manifest.config());
            manifest.layers().forEach(layer -> blobs.put(layer.digest(), layer));
        }
        for (Descriptor blob : blobs.values()) {
            tar.file(path(blob.digest()), blob.size(), source.open(blob.digest()));
        }
        tar.finish();
        out.flush();
    }

    private byte[] document(Digest digest) throws IOException {
        try (InputStream in = source.open(digest)) {
            byte[] json = in.readNBytes(ImageManifest.MAX_BYTES + 1);
            if (json.length > ImageManifest.MAX_BYTES) {
                throw EngineException.invalid("manifest is longer than " + ImageManifest.MAX_BYTES + " bytes");
            }
            return json;
        }
    }

    private static String path(Digest digest) {
        return "blobs/sha256/" + digest.hex();
    }
}
