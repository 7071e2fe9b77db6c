package io.sockerless.engine.oci;

import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.image.Digest;
import io.sockerless.engine.model.image.Platform;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * What an image is and how it runs (OCI image-spec, config.md). The bytes are kept as they came, since the image's id
 * is their sha256.
 */
public final class ImageConfig {
    /** Longer documents are refused. */
    public static final int MAX_BYTES = 8 << 20;

    private final byte[] json;
    private final Map<String, Object> map;
    private final Digest id;
    private final List<Digest> diffIds;

    private ImageConfig(byte[] json, Map<String, Object> map) {
        this.json = json;
        this.map = map;
        this.id = Digest.sha256(json);
        this.diffIds = OciJson.strings(OciJson.object(map, "rootfs"), "diff_ids").stream()
                .map(Digest::parse)
                .toList();
    }

    /**
     * Reads a config.
     *
     * @throws EngineException INVALID if it is not JSON or has no root file system
     */
    public static ImageConfig parse(byte[] json) {
        Map<String, Object> map = OciJson.object(json, "image config");
        if (!map.containsKey("rootfs")) {
            throw EngineException.invalid("invalid image JSON, no RootFS key");
        }
        return new ImageConfig(json.clone(), map);
    }

    /** The image's id: the digest of {@link #json()}. */
    public Digest id() {
        return id;
    }

    /** The bytes as they came. */
    public byte[] json() {
        return json.clone();
    }

    /** The whole document, in its own order, to be read only. */
    public Map<String, Object> map() {
        return Collections.unmodifiableMap(map);
    }

    /** The {@code config} section: Env, Cmd, Entrypoint and so on; empty if there is none. */
    public Map<String, Object> config() {
        return Collections.unmodifiableMap(OciJson.object(map, "config"));
    }

    /** The id of the container that it was committed from; empty if there is none. */
    public String container() {
        return OciJson.string(map, "container");
    }

    /** What that container's config was; empty if there is none. */
    public Map<String, Object> containerConfig() {
        return Collections.unmodifiableMap(OciJson.object(map, "container_config"));
    }

    /** Digests of the uncompressed layers, the base first. */
    public List<Digest> diffIds() {
        return diffIds;
    }

    public List<History> history() {
        return OciJson.objects(map, "history").stream().map(History::of).toList();
    }

    public String os() {
        return OciJson.string(map, "os");
    }

    public String architecture() {
        return OciJson.string(map, "architecture");
    }

    public String variant() {
        return OciJson.string(map, "variant");
    }

    /** Linux where the image does not say. */
    public Platform platform() {
        return new Platform(os().isEmpty() ? "linux" : os(), architecture(), variant());
    }

    /** RFC 3339 as written in the image; empty if unknown. */
    public String created() {
        return OciJson.string(map, "created");
    }

    public String author() {
        return OciJson.string(map, "author");
    }

    public String comment() {
        return OciJson.string(map, "comment");
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ImageConfig c && Arrays.equals(json, c.json);
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }

    @Override
    public String toString() {
        return "ImageConfig[" + id + "]";
    }
}
