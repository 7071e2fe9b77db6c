package io.sockerless.engine.model.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The tables are what dockerd 20.10 answered to {@code POST /images/{id}/tag}; only IPv6 addresses and capitals in a
 * domain without a dot are as its later releases have them.
 */
class ImageReferenceTest {
    private static final String HEX = "a".repeat(64);

    @ParameterizedTest
    @CsvSource({
        "busybox, docker.io/library/busybox, busybox",
        "me/app, docker.io/me/app, me/app",
        "library/x, docker.io/library/x, x",
        "library/x/y, docker.io/library/x/y, library/x/y",
        "docker.io/x, docker.io/library/x, x",
        "docker.io/library/x, docker.io/library/x, x",
        "index.docker.io/x, docker.io/library/x, x",
        "docker.io/me/x, docker.io/me/x, me/x",
        "localhost/x, localhost/x, localhost/x",
        "localhost:5000/x, localhost:5000/x, localhost:5000/x",
        "r.example.com/a/b/c, r.example.com/a/b/c, r.example.com/a/b/c",
        "r.example.com:443/a, r.example.com:443/a, r.example.com:443/a",
        "FOO.com/x, FOO.com/x, FOO.com/x",
        "a, docker.io/library/a, a",
        "a__b, docker.io/library/a__b, a__b",
        "a-b, docker.io/library/a-b, a-b",
        "a--b, docker.io/library/a--b, a--b",
        "a:5000/x, a:5000/x, a:5000/x",
        "a.b/c, a.b/c, a.b/c",
        "192.168.1.1/x, 192.168.1.1/x, 192.168.1.1/x",
        "a_b/c, docker.io/a_b/c, a_b/c",
        "docker.io, docker.io/library/docker.io, docker.io",
        "localhost, docker.io/library/localhost, localhost",
        "Foo/x, Foo/x, Foo/x",
        "[::1]:5000/x, [::1]:5000/x, [::1]:5000/x",
    })
    void names(String text, String normalised, String familiar) {
        ImageReference reference = ImageReference.parse(text);
        assertEquals(normalised, reference.toString());
        assertEquals(familiar, reference.familiar());
        assertTrue(reference.isNameOnly());
        assertEquals(reference, ImageReference.parse(normalised));
        assertEquals(reference, ImageReference.parse(familiar));
        assertEquals(normalised + ":latest", reference.withDefaultTag().toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a..b",
                "a___b",
                "a-",
                "-a",
                "a._b",
                "a/",
                "/a",
                "a//b",
                "a b",
                "a:x/y",
                "ü",
                "a\n",
                "a\n:b",
                "http://x/y",
                "a:tag/x",
                "x:y:z",
                "x:",
                "x@",
                ":x",
                "@sha256:",
                "a@sha256:abc",
                "[::1",
                "[x]/y",
                "x:-a"
            })
    void malformed(String text) {
        refused(text, "invalid reference format");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Foo", "foo/Bar", "A", "docker.io/X"})
    void upperCase(String text) {
        refused(text, "invalid reference format: repository name must be lowercase");
    }

    @Test
    void digestsAreChecked() {
        refused("a@sha256:" + HEX.toUpperCase(), "invalid checksum digest format");
        refused("a@md5:" + "a".repeat(32), "unsupported digest algorithm");
        refused("a@sha256:" + "a".repeat(63), "invalid checksum digest length");
        refused(HEX, "invalid repository name (" + HEX + "), cannot specify 64-byte hexadecimal strings");
        assertEquals(HEX + "/x", ImageReference.parse(HEX + "/x").familiar());
    }

    @Test
    void lengths() {
        String longest = "x".repeat(255 - "library/".length());
        assertEquals(longest, ImageReference.parse(longest).familiar());
        refused(longest + "x", "repository name must not be more than 255 characters");
        String tag = "t".repeat(128);
        assertEquals(tag, ImageReference.parse("a:" + tag).tag().orElseThrow());
        refused("a:" + tag + "t", "invalid reference format");
    }

    /** Such a name must not cost a stack or minutes either. */
    @Test
    void aNameOfMegabytesIsRefused() {
        refused("a.".repeat(1 << 20) + "a", "repository name must not be more than 255 characters");
        refused("a/".repeat(1 << 20) + "a", "repository name must not be more than 255 characters");
        refused("r.example.com/" + "a--".repeat(1 << 20), "repository name must not be more than 255 characters");
        refused("a".repeat(1 << 20) + ".com/x", "invalid reference format");
        refused("a:" + "t".repeat(1 << 20), "invalid reference format");
        refused("a@sha256:" + "a".repeat(1 << 20), "invalid reference format");
    }

    private static void refused(String text, String message) {
        EngineException e = assertThrows(EngineException.class, () -> ImageReference.parse(text));
        assertEquals(message, e.getMessage());
        assertEquals(ErrorKind.INVALID, e.kind());
    }

    @Test
    void tags() {
        ImageReference name = ImageReference.parse("a");
        for (String good : new String[] {"latest", "v1.0", "_x", "A_b-c.d", "a".repeat(128)}) {
            assertEquals("a:" + good, name.withTag(good).familiar());
        }
        for (String bad : new String[] {"-x", ".x", "a b", "a/b", "ü", "a:b", "", "a".repeat(129), "x\n"}) {
            EngineException e = assertThrows(EngineException.class, () -> name.withTag(bad));
            assertEquals("invalid tag format", e.getMessage());
        }
    }

    @Test
    void tagAndDigestTogether() {
        ImageReference both = ImageReference.parse("r:5000/x:1@sha256:" + HEX);
        assertEquals("r:5000/x:1@sha256:" + HEX, both.familiar());
        assertEquals("sha256:" + HEX, both.identifier());
        assertEquals("1", both.tag().orElseThrow());
        assertEquals(both, both.withDefaultTag());
        assertEquals(
                "r:5000/x@sha256:" + HEX,
                both.withDigest(both.digest().orElseThrow()).toString());
        assertEquals("r:5000/x:2", both.withTag("2").toString());
        assertEquals("r:5000/x", both.nameOnly().toString());
        assertNotEquals(both, both.nameOnly());
    }

    @Test
    void aDigestAloneGetsNoTag() {
        ImageReference pinned = ImageReference.parse("busybox@sha256:" + HEX);
        assertFalse(pinned.isNameOnly());
        assertEquals(Optional.empty(), pinned.withDefaultTag().tag());
        assertEquals("busybox@sha256:" + HEX, pinned.familiar());
    }

    @Test
    void theDefaultIdentifier() {
        assertEquals("latest", ImageReference.parse("x").identifier());
        assertEquals("1", ImageReference.parse("x:1").identifier());
    }
}
