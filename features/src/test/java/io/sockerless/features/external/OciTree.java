package io.sockerless.features.external;

import io.sockerless.features.daemons.StandInImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/** An OCI layout of the test's own making: what buildx would push, with white space that no other program would write. */
final class OciTree {
    static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
    static final String SBOM = "application/vnd.example.sbom";
    private static final String INDEX = "application/vnd.oci.image.index.v1+json";
    private static final String CONFIG = "application/vnd.oci.image.config.v1+json";

    private final Path place;
    private final Map<String, byte[]> blobs = new TreeMap<>();

    OciTree(Path place) throws IOException {
        this.place = place;
        Files.createDirectories(place.resolve("blobs/sha256"));
        Files.writeString(place.resolve("oci-layout"), "{\"imageLayoutVersion\":\"1.0.0\"}");
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

    /** For skopeo. */
    String reference() {
        return "oci:" + place + ":v1";
    }

    /** By their hex digest. */
    Map<String, byte[]> blobs() {
        return blobs;
    }

    private String descriptor(String type, byte[] bytes) throws IOException {
        var digest = digest(bytes);
        var hex = digest.substring("sha256:".length());
        blobs.put(hex, bytes);
        Files.write(place.resolve("blobs/sha256").resolve(hex), bytes);
        return "\"mediaType\" : \"%s\",\n  \"digest\":\"%s\", \"size\":%d".formatted(type, digest, bytes.length);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private String image(String config, String layerType, byte[] layer) throws IOException {
        return descriptor(
                MANIFEST,
                bytes("{ \"schemaVersion\":2, \"mediaType\":\"%s\",\n\t\"config\":{%s},\"layers\":[ {%s} ] }\n\n"
                        .formatted(MANIFEST, descriptor(CONFIG, bytes(config)), descriptor(layerType, layer))));
    }

    private String imageFor(String architecture, String note) throws IOException {
        var layer = StandInImage.files(Map.of("note", note + architecture));
        var config =
                "{\"architecture\":\"%s\",\"os\":\"linux\",\"config\":{},\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[\"%s\"]}}"
                        .formatted(architecture, digest(layer));
        return image(config, "application/vnd.oci.image.layer.v1.tar", layer);
    }

    /** Two platforms, and an attestation of one of them. @return the index's digest */
    String index(String note) throws IOException {
        var amd = imageFor("amd64", note);
        var arm = imageFor("arm64", note);
        var statement = bytes("{\"_type\":\"https://in-toto.io/Statement/v0.1\",\"note\":\"" + note + "\"}");
        var attestation = image(
                "{\"architecture\":\"unknown\",\"os\":\"unknown\",\"config\":{},\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[\"%s\"]}}"
                        .formatted(digest(statement)),
                "application/vnd.in-toto+json",
                statement);
        var about = amd.replaceAll("(?s).*\"digest\":\"(sha256:[0-9a-f]+)\".*", "$1");
        var index = bytes("""
            {"schemaVersion":2,   "mediaType":"%s", "x-unknown":[1,2],
             "manifests":[
              {%s, "platform":{"os":"linux","architecture":"amd64"}},
              {%s, "platform":{"os":"linux","architecture":"arm64"}},
              {%s, "platform":{"os":"unknown","architecture":"unknown"}, "annotations":{
                "vnd.docker.reference.type":"attestation-manifest","vnd.docker.reference.digest":"%s"}}]}
            """.formatted(INDEX, amd, arm, attestation, about));
        Files.writeString(
                place.resolve("index.json"),
                "{\"schemaVersion\":2,\"manifests\":[{%s,\"annotations\":{\"org.opencontainers.image.ref.name\":\"v1\"}}]}"
                        .formatted(descriptor(INDEX, index)));
        return digest(index);
    }

    /** A manifest whose blobs are the attestation's. */
    byte[] artifactAbout(String subject) {
        var some = blobs.entrySet().stream()
                .filter(blob -> new String(blob.getValue(), StandardCharsets.UTF_8).contains("in-toto.io/Statement"))
                .findFirst()
                .orElseThrow();
        var blob = "\"mediaType\":\"application/vnd.in-toto+json\",\"digest\":\"sha256:%s\",\"size\":%d"
                .formatted(some.getKey(), some.getValue().length);
        return bytes("""
            { "schemaVersion":2, "mediaType":"%s", "artifactType":"%s", "config":{%s}, "layers":[{%s}],
              "subject":{"mediaType":"%s","digest":"%s","size":1} }""".formatted(MANIFEST, SBOM, blob, blob, INDEX, subject));
    }
}
