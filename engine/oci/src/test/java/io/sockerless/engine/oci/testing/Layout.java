package io.sockerless.engine.oci.testing;

import io.sockerless.engine.model.image.Digest;
import io.sockerless.engine.oci.OciJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/** Makes the tar of an OCI image layout, right or wrong. Descriptors are plain maps, so that they can say anything. */
public final class Layout {
    public static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
    private static final String INDEX = "application/vnd.oci.image.index.v1+json";
    private static final String CONFIG = "application/vnd.oci.image.config.v1+json";
    private static final String LAYER = "application/vnd.oci.image.layer.v1.tar";

    private final LinkedHashMap<String, byte[]> files = new LinkedHashMap<>();
    private final List<Map<String, Object>> top = new ArrayList<>();

    public static Map<String, Object> descriptor(String type, Digest digest, long size) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("mediaType", type);
        json.put("digest", digest.toString());
        json.put("size", size);
        return json;
    }

    public static Map<String, Object> platform(Map<String, Object> descriptor, String os, String architecture) {
        Map<String, Object> json = new LinkedHashMap<>(descriptor);
        json.put("platform", Map.of("os", os, "architecture", architecture));
        return json;
    }

    public Map<String, Object> blob(String type, byte[] bytes) {
        files.put("blobs/sha256/" + Digest.sha256(bytes).hex(), bytes);
        return descriptor(type, Digest.sha256(bytes), bytes.length);
    }

    public Map<String, Object> layer(String type, byte[] bytes) {
        return blob(type, bytes);
    }

    public Map<String, Object> manifest(RandomImage image) {
        List<Map<String, Object>> layers =
                image.layers().stream().map(tar -> layer(LAYER, tar)).toList();
        return manifest(CONFIG, image.config(), layers);
    }

    @SafeVarargs
    @SuppressWarnings("varargs") // it is only read
    public final Map<String, Object> manifest(byte[] config, Map<String, Object>... layers) {
        return manifest(CONFIG, config, List.of(layers));
    }

    @SafeVarargs
    @SuppressWarnings("varargs") // it is only read
    public final Map<String, Object> manifest(String configType, byte[] config, Map<String, Object>... layers) {
        return manifest(configType, config, List.of(layers));
    }

    private Map<String, Object> manifest(String configType, byte[] config, List<Map<String, Object>> layers) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("schemaVersion", 2);
        json.put("mediaType", MANIFEST);
        json.put("config", blob(configType, config));
        json.put("layers", layers);
        return blob(MANIFEST, OciJson.bytes(json));
    }

    @SafeVarargs
    @SuppressWarnings("varargs") // it is only read
    public final Map<String, Object> index(Map<String, Object>... manifests) {
        return blob(INDEX, index(List.of(manifests)));
    }

    private static byte[] index(List<Map<String, Object>> manifests) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("schemaVersion", 2);
        json.put("mediaType", INDEX);
        json.put("manifests", manifests);
        return OciJson.bytes(json);
    }

    /** Lists it in index.json, under a name if that is not empty. */
    public Layout top(Map<String, Object> descriptor, String name) {
        Map<String, Object> json = new LinkedHashMap<>(descriptor);
        if (!name.isEmpty()) {
            json.put("annotations", Map.of("org.opencontainers.image.ref.name", name));
        }
        top.add(json);
        return this;
    }

    /** Puts other bytes where the blob with this digest is expected. */
    public Layout replace(String hex, byte[] bytes) {
        return file("blobs/sha256/" + hex, bytes);
    }

    public Layout file(String name, byte[] bytes) {
        files.put(name, bytes);
        return this;
    }

    /** The blobs by their names, in the order in which they were made. */
    public SequencedMap<String, byte[]> files() {
        return files;
    }

    public byte[] tar() {
        Tars tar = new Tars()
                .file("oci-layout", "{\"imageLayoutVersion\":\"1.0.0\"}".getBytes(StandardCharsets.UTF_8))
                .file("index.json", index(top));
        files.forEach(tar::file);
        return tar.bytes();
    }
}
