package io.sockerless.engine.oci;

import io.sockerless.engine.model.EngineException;
import java.util.List;
import java.util.Set;

/** The media types of image content (OCI image-spec, media-types.md; Docker image manifest v2 schema 2). */
public final class MediaTypes {
    public static final String OCI_INDEX = "application/vnd.oci.image.index.v1+json";
    public static final String OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json";
    public static final String OCI_CONFIG = "application/vnd.oci.image.config.v1+json";
    public static final String OCI_LAYER = "application/vnd.oci.image.layer.v1.tar";
    public static final String OCI_LAYER_GZIP = "application/vnd.oci.image.layer.v1.tar+gzip";
    public static final String OCI_LAYER_ZSTD = "application/vnd.oci.image.layer.v1.tar+zstd";
    public static final String DOCKER_LIST = "application/vnd.docker.distribution.manifest.list.v2+json";
    public static final String DOCKER_MANIFEST = "application/vnd.docker.distribution.manifest.v2+json";
    public static final String DOCKER_CONFIG = "application/vnd.docker.container.image.v1+json";
    public static final String DOCKER_LAYER = "application/vnd.docker.image.rootfs.diff.tar";
    public static final String DOCKER_LAYER_GZIP = "application/vnd.docker.image.rootfs.diff.tar.gzip";
    public static final String DOCKER_FOREIGN_LAYER = "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip";

    /** What a registry is asked for, the preferred first. */
    public static final List<String> ACCEPTED = List.of(DOCKER_MANIFEST, DOCKER_LIST, OCI_INDEX, OCI_MANIFEST);

    private static final Set<String> INDEXES = Set.of(OCI_INDEX, DOCKER_LIST);
    private static final Set<String> MANIFESTS = Set.of(OCI_MANIFEST, DOCKER_MANIFEST);
    private static final Set<String> SCHEMA_1 = Set.of(
            "application/vnd.docker.distribution.manifest.v1+json",
            "application/vnd.docker.distribution.manifest.v1+prettyjws");

    private static final Set<String> LAYERS = Set.of(
            OCI_LAYER,
            OCI_LAYER_GZIP,
            OCI_LAYER_ZSTD,
            "application/vnd.oci.image.layer.nondistributable.v1.tar",
            "application/vnd.oci.image.layer.nondistributable.v1.tar+gzip",
            "application/vnd.oci.image.layer.nondistributable.v1.tar+zstd",
            DOCKER_LAYER,
            DOCKER_LAYER_GZIP,
            "application/vnd.docker.image.rootfs.diff.tar.zstd",
            "application/vnd.docker.image.rootfs.foreign.diff.tar",
            DOCKER_FOREIGN_LAYER);

    /** What dockerd takes for the config of an image; some registries once gave wrong types. */
    private static final Set<String> CONFIGS =
            Set.of(DOCKER_CONFIG, OCI_CONFIG, "application/octet-stream", "application/json", "text/html", "");

    private static final String PLUGIN_CONFIG = "application/vnd.docker.plugin.v1+json";

    private MediaTypes() {}

    /**
     * Refuses what is no layer that can be unpacked, for example one that is encrypted.
     *
     * @throws EngineException INVALID naming the type
     */
    public static void checkLayer(Descriptor layer) {
        if (!LAYERS.contains(layer.mediaType())) {
            throw unsupported(layer.mediaType());
        }
    }

    /**
     * Refuses what is no image: plugins, charts and other artifacts have manifests too.
     *
     * @throws EngineException INVALID in dockerd's words
     */
    public static void checkConfig(Descriptor config) {
        String type = config.mediaType();
        if (!CONFIGS.contains(type)) {
            String kind = type.equals(PLUGIN_CONFIG) ? "plugin" : "unknown";
            throw EngineException.invalid("Encountered remote \"" + type + "\"(" + kind + ") when fetching");
        }
    }

    /** What to throw at a type of which nothing is known. */
    public static EngineException unsupported(String mediaType) {
        return EngineException.invalid("unsupported media type \"" + mediaType + "\"");
    }

    /**
     * The type of a manifest or an index: what the document says, or else what brought it says.
     *
     * @throws EngineException INVALID if they say different things, which is a way to show one image and run another
     */
    static String agreed(String own, String told) {
        if (!own.isEmpty() && !told.isEmpty() && !own.equals(told)) {
            throw EngineException.invalid("mediaType in manifest should be '" + told + "' not '" + own + "'");
        }
        return own.isEmpty() ? told : own;
    }

    public static boolean isIndex(String mediaType) {
        return INDEXES.contains(mediaType);
    }

    public static boolean isManifest(String mediaType) {
        return MANIFESTS.contains(mediaType);
    }

    /** The signed manifests from before 2016, which dockerd no longer pulls either. */
    public static boolean isSchema1(String mediaType) {
        return SCHEMA_1.contains(mediaType);
    }
}
