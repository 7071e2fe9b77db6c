package io.sockerless.engine.oci;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OciJsonTest {
    private static Map<String, Object> object(String json) {
        return OciJson.object(json.getBytes(StandardCharsets.UTF_8), "document");
    }

    private static String refused(byte[] json) {
        EngineException e = assertThrows(EngineException.class, () -> OciJson.object(json, "document"));
        assertEquals(ErrorKind.INVALID, e.kind());
        assertTrue(e.getMessage().startsWith("document is not "), e.getMessage());
        return e.getMessage();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", "{", "[]", "null", "1", "\"x\"", "{} {}", "{'a':1}", "{\"a\":}", "\ufeff", "{\"a\":NaN}"
            })
    void whatIsNoObject(String json) {
        refused(json.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void whatIsNoArrayOfObjects() {
        for (String json : List.of("{}", "[1]", "[null]", "[[]]", "null", "[{}")) {
            assertThrows(EngineException.class, () -> OciJson.objects(json.getBytes(), "table"), json);
        }
        assertEquals(List.of(Map.of()), OciJson.objects("[{}]".getBytes(), "table"));
    }

    @Test
    void deepAndWideDocumentsAreRefused() {
        refused(("{\"a\":" + "[".repeat(4_000_000)).getBytes());
        refused("{\"a\":".repeat(1_000_000).getBytes());
        refused(("{\"a\":[" + "{},".repeat(2_000_000) + "{}]}").getBytes());
        refused(("{\"a\":" + "9".repeat(5000) + "}").getBytes());
    }

    @Test
    void numbersKeepTheirValue() {
        Map<String, Object> json =
                object("{\"big\":18446744073709551616,\"long\":9223372036854775807,\"exp\":1e999999999,\"f\":1.10}");
        assertEquals(new BigInteger("18446744073709551616"), json.get("big"));
        assertEquals(new BigDecimal("1.10"), json.get("f"));
        assertEquals(Optional.of(Long.MAX_VALUE), OciJson.integer(json, "long"));
        assertEquals(Optional.empty(), OciJson.integer(json, "big"));
        assertEquals(Optional.empty(), OciJson.integer(json, "exp"));
        assertEquals(Optional.empty(), OciJson.integer(json, "f"));
        assertEquals(Optional.empty(), OciJson.integer(json, "none"));
        assertTrue(new String(OciJson.bytes(json)).contains("18446744073709551616"));
    }

    @Test
    void descriptors() {
        String digest = "sha256:" + "a".repeat(64);
        Descriptor descriptor = Descriptor.of(
                object(
                        "{\"mediaType\":\"t\",\"digest\":\"" + digest + "\",\"size\":5,\"urls\":[\"u\"],\"more\":1,"
                                + "\"annotations\":{\"k\":\"v\"},\"platform\":{\"os\":\"linux\",\"architecture\":\"aarch64\"}}"));
        assertEquals(5, descriptor.size());
        assertEquals(List.of("u"), descriptor.urls());
        assertEquals(Map.of("k", "v"), descriptor.annotations());
        assertEquals("linux/arm64", descriptor.platform().orElseThrow().toString());
        assertEquals(BigInteger.ONE, descriptor.raw().get("more"));
        for (String bad : List.of(
                "{}",
                "{\"digest\":\"" + digest + "\"}",
                "{\"digest\":\"" + digest + "\",\"size\":-1}",
                "{\"digest\":\"" + digest + "\",\"size\":1.5}",
                "{\"digest\":\"" + digest + "\",\"size\":\"1\"}",
                "{\"digest\":\"sha256:../../../etc/passwd\",\"size\":1}",
                "{\"digest\":5,\"size\":1}")) {
            EngineException e = assertThrows(EngineException.class, () -> Descriptor.of(object(bad)), bad);
            assertEquals(ErrorKind.INVALID, e.kind());
        }
    }

    /** A document that is both shows one image to a scanner and another to an engine (CVE-2021-41190). */
    @Test
    void manifestOrIndex() {
        String digest = "\"digest\":\"sha256:" + "a".repeat(64) + "\",\"size\":1";
        String both = "{\"manifests\":[{" + digest + "}],\"config\":{" + digest + "},\"layers\":[{" + digest + "}]}";
        assertEquals("image index is a manifest too", index(both, MediaTypes.OCI_INDEX));
        assertEquals("manifest is an index", manifest(both, MediaTypes.OCI_MANIFEST));
        assertEquals("image index has no manifests", index("{}", MediaTypes.OCI_INDEX));
        assertEquals("manifest has no config", manifest("{\"layers\":[]}", MediaTypes.OCI_MANIFEST));
        String typed = "{\"mediaType\":\"" + MediaTypes.DOCKER_MANIFEST + "\",\"config\":{" + digest + "}}";
        assertEquals(
                "mediaType in manifest should be '" + MediaTypes.OCI_MANIFEST + "' not '" + MediaTypes.DOCKER_MANIFEST
                        + "'",
                manifest(typed, MediaTypes.OCI_MANIFEST));
        assertEquals(
                MediaTypes.DOCKER_MANIFEST,
                ImageManifest.parse(typed.getBytes(), "").mediaType());
    }

    private static String index(String json, String type) {
        return assertThrows(EngineException.class, () -> ImageIndex.parse(json.getBytes(), type))
                .getMessage();
    }

    private static String manifest(String json, String type) {
        return assertThrows(EngineException.class, () -> ImageManifest.parse(json.getBytes(), type))
                .getMessage();
    }
}
