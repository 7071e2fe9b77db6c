package io.sockerless.frontends.registry;

import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.image.Digest;
import io.sockerless.engine.oci.MediaTypes;
import io.sockerless.engine.oci.OciJson;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a registry has to know of a manifest; its bytes are stored as they came. Images and indexes are checked, of types
 * that are unknown every digest within counts as something that they need.
 *
 * @param required blobs that must be here
 * @param children manifests that must be here
 * @param kept blobs that must stay as long as it does
 */
record ManifestContent(
        String mediaType,
        String artifactType,
        Optional<Digest> subject,
        Map<String, String> annotations,
        Set<Digest> required,
        Set<Digest> children,
        Set<Digest> kept) {

    /**
     * @param told the type that the client gives; may be empty
     * @throws RegistryException MANIFEST_INVALID
     */
    static ManifestContent read(byte[] bytes, String told) {
        String type = told.indexOf(';') < 0
                ? told
                : told.substring(0, told.indexOf(';')).strip();
        boolean known = MediaTypes.isIndex(type) || MediaTypes.isManifest(type);
        Map<String, Object> json;
        try {
            json = OciJson.object(bytes, "manifest");
        } catch (EngineException e) {
            if (known || type.isEmpty()) {
                throw invalid(e.getMessage());
            }
            return new ManifestContent(type, "", Optional.empty(), Map.of(), Set.of(), Set.of(), Set.of());
        }
        String own = OciJson.string(json, "mediaType");
        if (!own.isEmpty() && !type.isEmpty() && !own.equals(type)) {
            throw invalid("mediaType in manifest should be '" + type + "' not '" + own + "'");
        }
        String mediaType = type.isEmpty() ? own : type;
        if (mediaType.isEmpty()) {
            throw invalid("neither the Content-Type nor the manifest says what type it has");
        }
        if (MediaTypes.isIndex(mediaType)) {
            return index(mediaType, json);
        }
        if (MediaTypes.isManifest(mediaType)) {
            return image(mediaType, json);
        }
        Set<Digest> all = new LinkedHashSet<>();
        digests(json, all);
        return new ManifestContent(
                mediaType,
                OciJson.string(json, "artifactType"),
                subject(json),
                OciJson.stringMap(json, "annotations"),
                Set.of(),
                Set.of(),
                all);
    }

    private static ManifestContent image(String mediaType, Map<String, Object> json) {
        checkVersion(json);
        if (json.containsKey("manifests")) {
            throw invalid("an image manifest has no manifests");
        }
        Map<String, Object> config = OciJson.object(json, "config");
        if (config.isEmpty() || !(json.get("layers") instanceof List<?>)) {
            throw invalid("an image manifest has a config and layers");
        }
        Set<Digest> required = new LinkedHashSet<>();
        required.add(digest(config, "config"));
        Set<Digest> kept = new LinkedHashSet<>(required);
        for (Map<String, Object> layer : OciJson.objects(json, "layers")) {
            Digest digest = digest(layer, "layer");
            kept.add(digest);
            if (!isElsewhere(layer)) {
                required.add(digest);
            }
        }
        String artifactType = OciJson.string(json, "artifactType");
        return new ManifestContent(
                mediaType,
                artifactType.isEmpty() ? OciJson.string(config, "mediaType") : artifactType,
                subject(json),
                OciJson.stringMap(json, "annotations"),
                required,
                Set.of(),
                kept);
    }

    private static ManifestContent index(String mediaType, Map<String, Object> json) {
        checkVersion(json);
        if (json.containsKey("layers") || json.containsKey("config")) {
            throw invalid("an index has neither config nor layers");
        }
        if (!(json.get("manifests") instanceof List<?>)) {
            throw invalid("an index has manifests");
        }
        Set<Digest> children = new LinkedHashSet<>();
        for (Map<String, Object> child : OciJson.objects(json, "manifests")) {
            if (OciJson.strings(child, "urls").isEmpty()) {
                children.add(digest(child, "manifest"));
            }
        }
        return new ManifestContent(
                mediaType,
                OciJson.string(json, "artifactType"),
                subject(json),
                OciJson.stringMap(json, "annotations"),
                Set.of(),
                children,
                // An index may name plain blobs as well.
                children);
    }

    private static void checkVersion(Map<String, Object> json) {
        if (OciJson.integer(json, "schemaVersion").orElse(0L) != 2) {
            throw invalid("schemaVersion must be 2");
        }
    }

    /** Layers that may not be distributed are got from where they say. */
    private static boolean isElsewhere(Map<String, Object> layer) {
        String type = OciJson.string(layer, "mediaType");
        return !OciJson.strings(layer, "urls").isEmpty()
                || type.contains(".nondistributable.")
                || type.contains(".foreign.");
    }

    private static Optional<Digest> subject(Map<String, Object> json) {
        Map<String, Object> subject = OciJson.object(json, "subject");
        return subject.isEmpty() ? Optional.empty() : Optional.of(digest(subject, "subject"));
    }

    private static Digest digest(Map<String, Object> descriptor, String what) {
        String text = OciJson.string(descriptor, "digest");
        return Names.digest(text).orElseThrow(() -> invalid("the " + what + " has no valid digest: '" + text + "'"));
    }

    private static void digests(Object json, Set<Digest> found) {
        switch (json) {
            case Map<?, ?> map -> map.values().forEach(value -> digests(value, found));
            case Collection<?> list -> list.forEach(value -> digests(value, found));
            case String text -> Names.digest(text).ifPresent(found::add);
            case null, default -> {
                // No room for a digest.
            }
        }
    }

    private static RegistryException invalid(String why) {
        return new RegistryException(ErrorCode.MANIFEST_INVALID, "manifest invalid: " + why);
    }
}
