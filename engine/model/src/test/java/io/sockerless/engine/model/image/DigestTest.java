package io.sockerless.engine.model.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DigestTest {
    private static final String ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    @Test
    void sha256OfSomeBytes() {
        Digest digest = Digest.sha256("abc");
        assertEquals("sha256:" + ABC, digest.toString());
        assertEquals("ba7816bf8f01", digest.shortHex());
        assertEquals(digest, Digest.parse(digest.toString()));
        assertEquals(digest, Digest.ofSha256Hex(ABC));
        assertEquals(
                "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", Digest.EMPTY.toString());
    }

    @Test
    void sha512IsUnderstood() {
        assertEquals("sha512", Digest.parse("sha512:" + "0".repeat(128)).algorithm());
    }

    @ParameterizedTest
    @CsvSource({
        "'', invalid checksum digest format",
        "sha256, invalid checksum digest format",
        "sha256:, invalid checksum digest format",
        "':abc', invalid checksum digest format",
        "sha256:abc, invalid checksum digest length",
        "md5:0123456789abcdef0123456789abcdef, unsupported digest algorithm",
        "SHA256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad, unsupported digest algorithm",
        "sha256:BA7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad, invalid checksum digest format",
        "sha256:../../../../../../../../etc/passwd000000000000000000000000000000, invalid checksum digest format",
        "sha512:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad, invalid checksum digest length",
    })
    void malformed(String text, String message) {
        EngineException e = assertThrows(EngineException.class, () -> Digest.parse(text));
        assertEquals(message, e.getMessage());
        assertEquals(ErrorKind.INVALID, e.kind());
    }

    @Test
    void ordered() {
        Digest low = Digest.ofSha256Hex("0".repeat(64));
        assertEquals(-1, Integer.signum(low.compareTo(Digest.sha256("abc"))));
        assertEquals(0, low.compareTo(Digest.ofSha256Hex("0".repeat(64))));
    }
}
