package io.sockerless.engine.oci;

import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.image.Digest;
import io.sockerless.engine.model.image.Platform;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Names some content by type, digest and size (OCI image-spec, descriptor.md).
 *
 * @param size in bytes
 * @param raw the whole JSON object, with the fields that are not typed here
 */
public record Descriptor(String mediaType, Digest digest, long size, Map<String, Object> raw) {
    public Descriptor {
        if (size < 0) {
            throw EngineException.invalid("negative size in descriptor of " + digest);
        }
    }

    public Descriptor(String mediaType, Digest digest, long size) {
        this(mediaType, digest, size, json(mediaType, digest, size));
    }

    private static Map<String, Object> json(String mediaType, Digest digest, long size) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("mediaType", mediaType);
        json.put("digest", digest.toString());
        json.put("size", size);
        return json;
    }

    /**
     * Reads a descriptor's JSON object.
     *
     * @throws EngineException INVALID if digest or size is missing or malformed
     */
    public static Descriptor of(Map<String, Object> json) {
        Digest digest = Digest.parse(OciJson.string(json, "digest"));
        long size = OciJson.integer(json, "size")
                .orElseThrow(() -> EngineException.invalid("descriptor of " + digest + " has no size"));
        return new Descriptor(OciJson.string(json, "mediaType"), digest, size, json);
    }

    public Map<String, String> annotations() {
        return OciJson.stringMap(raw, "annotations");
    }

    /** What the content runs on, where an index says so. */
    public Optional<Platform> platform() {
        Map<String, Object> p = OciJson.object(raw, "platform");
        return p.isEmpty()
                ? Optional.empty()
                : Optional.of(new Platform(
                        OciJson.string(p, "os"), OciJson.string(p, "architecture"), OciJson.string(p, "variant")));
    }

    /** Where a layer that may not be pushed can be had instead. */
    public List<String> urls() {
        return OciJson.strings(raw, "urls");
    }
}
