package io.sockerless.engine.oci;

import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.image.Digest;
import io.sockerless.engine.model.image.Platform;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Several manifests, usually one per platform (OCI image-spec, image-index.md; Docker manifest list).
 *
 * @param json the bytes whose sha256 is the index's digest
 */
public record ImageIndex(String mediaType, List<Descriptor> manifests, byte[] json) {
    private static final String CACHE = "application/vnd.sockerless.build.cache.v1";

    /**
     * Reads an index.
     *
     * @param mediaType what the transport said; used where the document does not say itself
     * @throws EngineException INVALID if it is none, or could be taken for a manifest
     */
    public static ImageIndex parse(byte[] json, String mediaType) {
        Map<String, Object> map = OciJson.object(json, "image index");
        if (!map.containsKey("manifests")) {
            throw EngineException.invalid("image index has no manifests");
        }
        if (map.containsKey("config") || map.containsKey("layers")) {
            throw EngineException.invalid("image index is a manifest too");
        }
        return new ImageIndex(
                MediaTypes.agreed(OciJson.string(map, "mediaType"), mediaType),
                OciJson.objects(map, "manifests").stream().map(Descriptor::of).toList(),
                json);
    }

    /** An index of the images whose steps a build may take: each in full, none of them meant to be run. */
    public static ImageIndex ofCache(List<Descriptor> images) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("schemaVersion", 2);
        map.put("mediaType", MediaTypes.OCI_INDEX);
        map.put("artifactType", CACHE);
        map.put("manifests", images.stream().map(Descriptor::raw).toList());
        return new ImageIndex(MediaTypes.OCI_INDEX, List.copyOf(images), OciJson.bytes(map));
    }

    public boolean isCache() {
        return CACHE.equals(OciJson.string(OciJson.object(json, "image index"), "artifactType"));
    }

    /** The entry that suits best what {@code wanted} runs; attestations and the like are never chosen. */
    public Optional<Descriptor> select(Platform wanted) {
        return manifests.stream()
                .filter(d -> d.platform().map(wanted::runs).orElse(false))
                .min(Comparator.comparingInt(d -> wanted.rank(d.platform().orElseThrow())));
    }

    /** The platforms of all entries that name one. */
    public List<Platform> platforms() {
        return manifests.stream().flatMap(d -> d.platform().stream()).toList();
    }

    public Digest digest() {
        return Digest.sha256(json);
    }
}
