package io.sockerless.engine.oci.testing;

import com.github.luben.zstd.Zstd;
import io.sockerless.engine.model.image.Digest;
import io.sockerless.engine.oci.OciJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.zip.GZIPOutputStream;

/**
 * An image of random bytes, so that only real work brings it from one place to another.
 *
 * @param layers uncompressed tars, the base first
 */
public record RandomImage(byte[] config, List<byte[]> layers) {
    public static RandomImage of(int layers, int layerSize) {
        return of("amd64", layers, layerSize);
    }

    public static RandomImage of(String architecture, int layers, int layerSize) {
        List<byte[]> tars = new ArrayList<>();
        for (int i = 0; i < layers; i++) {
            tars.add(new Tars().file("random-" + i, random(layerSize)).bytes());
        }
        return of(architecture, tars);
    }

    public static RandomImage of(String architecture, List<byte[]> layers) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("architecture", architecture);
        json.put("os", "linux");
        json.put("created", "2026-01-02T03:04:05.678901234Z");
        json.put("config", Map.of("Env", List.of("NONCE=" + UUID.randomUUID()), "Cmd", List.of("/random-0")));
        json.put(
                "rootfs",
                Map.of(
                        "type",
                        "layers",
                        "diff_ids",
                        layers.stream()
                                .map(tar -> Digest.sha256(tar).toString())
                                .toList()));
        json.put(
                "history",
                layers.stream().map(_ -> Map.of("created_by", "test")).toList());
        return new RandomImage(OciJson.bytes(json), layers);
    }

    public static byte[] random(int size) {
        byte[] bytes = new byte[size];
        ThreadLocalRandom.current().nextBytes(bytes);
        return bytes;
    }

    public Digest id() {
        return Digest.sha256(config);
    }

    public Digest diffId(int layer) {
        return Digest.sha256(layers.get(layer));
    }

    /** As {@code docker save} wrote it before there was an index.json. */
    public byte[] archive(String... tags) {
        Tars tar = new Tars().file(id().hex() + ".json", config);
        List<String> names = new ArrayList<>();
        for (int i = 0; i < layers.size(); i++) {
            names.add("layer-" + i + "/layer.tar");
            tar.file(names.getLast(), layers.get(i));
        }
        return tar.file("manifest.json", OciJson.bytes(List.of(table(id().hex() + ".json", names, tags))))
                .bytes();
    }

    /** An item of a manifest.json. */
    public static Map<String, Object> table(String config, List<String> layers, String... tags) {
        Map<String, Object> item = new LinkedHashMap<>();
        item.put("Config", config);
        item.put("RepoTags", List.of(tags));
        item.put("Layers", layers);
        return item;
    }

    public static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    public static byte[] zstd(byte[] bytes) {
        return Zstd.compress(bytes);
    }
}
