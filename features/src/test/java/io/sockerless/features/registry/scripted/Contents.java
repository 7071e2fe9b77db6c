package io.sockerless.features.registry.scripted;

import static io.sockerless.features.registry.scripted.ScriptedRegistry.refuse;
import static io.sockerless.features.registry.scripted.ScriptedRegistry.say;

import com.sun.net.httpserver.HttpExchange;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPOutputStream;

/** One small image, alone and within indexes; the same for whoever asks. */
final class Contents {
    static final String MANIFEST_TYPE = "application/vnd.docker.distribution.manifest.v2+json";

    private static final String LIST_TYPE = "application/vnd.docker.distribution.manifest.list.v2+json";
    private static final String INDEX_TYPE = "application/vnd.oci.image.index.v1+json";

    private final Map<String, byte[]> blobs = new HashMap<>();
    private final String layerDigest;
    private final byte[] image;

    Contents() {
        byte[] tar = tar();
        byte[] layer = gzip(tar);
        layerDigest = digest(layer);
        byte[] config = ("{\"architecture\":\"amd64\",\"os\":\"linux\",\"config\":{},\"rootfs\":{\"type\":\"layers\","
                        + "\"diff_ids\":[\"" + digest(tar) + "\"]}}")
                .getBytes(StandardCharsets.UTF_8);
        blobs.put(layerDigest, layer);
        blobs.put(digest(config), config);
        image = ("{\"schemaVersion\":2,\"mediaType\":\"" + MANIFEST_TYPE + "\",\"config\":"
                        + descriptor("application/vnd.docker.container.image.v1+json", config, "") + ",\"layers\":["
                        + descriptor("application/vnd.docker.image.rootfs.diff.tar.gzip", layer, "") + "]}")
                .getBytes(StandardCharsets.UTF_8);
    }

    String layerDigest() {
        return layerDigest;
    }

    byte[] blob(String digest) {
        return blobs.get(digest);
    }

    void manifest(HttpExchange exchange, String kind, String reference) throws IOException {
        boolean listed = kind.equals("list") || kind.equals("index") || kind.equals("attested");
        if (reference.equals(digest(image)) || !listed) {
            send(exchange, MANIFEST_TYPE, image);
            return;
        }
        String type = kind.equals("list") ? LIST_TYPE : INDEX_TYPE;
        byte[] index =
                index(type, kind.equals("attested") ? "unknown" : "s390x").getBytes(StandardCharsets.UTF_8);
        if (reference.equals("latest") || reference.equals(digest(index))) {
            send(exchange, type, index);
        } else {
            refuse(exchange, 404, "MANIFEST_UNKNOWN", "manifest unknown");
        }
    }

    /** The other entry comes first, so that taking the first one is seen. */
    private String index(String type, String other) {
        byte[] none = "{}".getBytes(StandardCharsets.UTF_8);
        String os = other.equals("unknown") ? "unknown" : "linux";
        return "{\"schemaVersion\":2,\"mediaType\":\"" + type + "\",\"manifests\":["
                + descriptor(MANIFEST_TYPE, none, platform(os, other)) + ","
                + descriptor(MANIFEST_TYPE, image, platform("linux", "amd64")) + "]}";
    }

    private static String platform(String os, String architecture) {
        return ",\"platform\":{\"os\":\"" + os + "\",\"architecture\":\"" + architecture + "\"}";
    }

    private static void send(HttpExchange exchange, String type, byte[] document) throws IOException {
        exchange.getResponseHeaders().put("Docker-Content-Digest", List.of(digest(document)));
        say(exchange, 200, type, document);
    }

    private static String descriptor(String type, byte[] bytes, String more) {
        return "{\"mediaType\":\"" + type + "\",\"size\":" + bytes.length + ",\"digest\":\"" + digest(bytes) + "\""
                + more + "}";
    }

    static String digest(byte[] bytes) {
        try {
            return "sha256:"
                    + HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return out.toByteArray();
    }

    /** One file of bytes that do not compress. */
    private static byte[] tar() {
        byte[] content = new byte[64 << 10];
        new Random(5).nextBytes(content);
        byte[] tar = new byte[512 + content.length + 1024];
        put(tar, 0, "content");
        put(tar, 100, "0000644\0" + "0000000\0" + "0000000\0");
        put(tar, 124, "%011o\0".formatted(content.length) + "%011o\0".formatted(0));
        put(tar, 148, "        0");
        put(tar, 257, "ustar\00000");
        int sum = 0;
        for (byte b : Arrays.copyOf(tar, 512)) {
            sum += b & 0xff;
        }
        put(tar, 148, "%06o\0 ".formatted(sum));
        System.arraycopy(content, 0, tar, 512, content.length);
        return tar;
    }

    private static void put(byte[] into, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(bytes, 0, into, at, bytes.length);
    }
}
