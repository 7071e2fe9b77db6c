package io.sockerless.engine.oci;

import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.image.Digest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One image for one platform: its config and its layers, the base first (OCI image-spec, manifest.md; Docker schema 2).
 *
 * @param json the bytes whose sha256 is the manifest's digest
 */
public record ImageManifest(String mediaType, Descriptor config, List<Descriptor> layers, byte[] json) {
    /** Longer documents are refused, as by registries. */
    public static final int MAX_BYTES = 4 << 20;

    /**
     * Reads a manifest.
     *
     * @param mediaType what the transport said; used where the document does not say itself
     * @throws EngineException INVALID if it is none, or could be taken for an index
     */
    public static ImageManifest parse(byte[] json, String mediaType) {
        Map<String, Object> map = OciJson.object(json, "manifest");
        if (map.containsKey("manifests")) {
            throw EngineException.invalid("manifest is an index");
        }
        if (OciJson.object(map, "config").isEmpty()) {
            throw EngineException.invalid("manifest has no config");
        }
        return new ImageManifest(
                MediaTypes.agreed(OciJson.string(map, "mediaType"), mediaType),
                Descriptor.of(OciJson.object(map, "config")),
                OciJson.objects(map, "layers").stream().map(Descriptor::of).toList(),
                json);
    }

    /** A new manifest of the given type. */
    public static ImageManifest of(String mediaType, Descriptor config, List<Descriptor> layers) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("schemaVersion", 2);
        map.put("mediaType", mediaType);
        map.put("config", config.raw());
        map.put("layers", layers.stream().map(Descriptor::raw).toList());
        return new ImageManifest(mediaType, config, List.copyOf(layers), OciJson.bytes(map));
    }

    public Digest digest() {
        return Digest.sha256(json);
    }

    public Descriptor descriptor() {
        return new Descriptor(mediaType, digest(), json.length);
    }
}
