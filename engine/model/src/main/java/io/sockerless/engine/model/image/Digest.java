package io.sockerless.engine.model.image;

import io.sockerless.engine.model.EngineException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Objects;

/**
 * The content address of some bytes, written {@code algorithm:hex} (OCI image-spec, descriptor.md#digests). Content is
 * stored under sha256; sha512 is understood so that references which carry one can be named.
 *
 * @param algorithm {@code sha256} or {@code sha512}
 * @param hex lower case, 64 or 128 digits
 */
public record Digest(String algorithm, String hex) implements Comparable<Digest> {
    /** The digest of no bytes at all. */
    public static final Digest EMPTY = sha256(new byte[0]);

    public Digest {
        int digits = switch (algorithm) {
            case "sha256" -> 64;
            case "sha512" -> 128;
            default -> throw EngineException.invalid("unsupported digest algorithm");
        };
        if (hex.length() != digits) {
            throw EngineException.invalid("invalid checksum digest length");
        }
        if (!hex.chars().allMatch(c -> c >= '0' && c <= '9' || c >= 'a' && c <= 'f')) {
            throw EngineException.invalid("invalid checksum digest format");
        }
    }

    /**
     * Reads {@code algorithm:hex}.
     *
     * @throws EngineException INVALID in dockerd's words
     */
    public static Digest parse(String text) {
        int colon = text.indexOf(':');
        if (colon <= 0 || colon == text.length() - 1) {
            throw EngineException.invalid("invalid checksum digest format");
        }
        return new Digest(text.substring(0, colon), text.substring(colon + 1));
    }

    /** The sha256 digest with these 64 hexadecimal digits. */
    public static Digest ofSha256Hex(String hex) {
        return new Digest("sha256", hex);
    }

    /** What {@code digest} has been fed so far; resets it. It must be a SHA-256. */
    public static Digest of(MessageDigest digest) {
        return new Digest("sha256", HexFormat.of().formatHex(digest.digest()));
    }

    /** The sha256 of these bytes. */
    public static Digest sha256(byte[] bytes) {
        return of(newSha256(bytes));
    }

    /** The sha256 of this text in UTF-8. */
    public static Digest sha256(String text) {
        return sha256(text.getBytes(StandardCharsets.UTF_8));
    }

    /** A fresh SHA-256, to be handed to {@link #of(MessageDigest)}. */
    public static MessageDigest newSha256() {
        return newSha256(new byte[0]);
    }

    private static MessageDigest newSha256(byte[] first) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(first);
            return digest;
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }

    /** The first 12 digits, as {@code docker images} and progress lines show. */
    public String shortHex() {
        return hex.substring(0, 12);
    }

    @Override
    public int compareTo(Digest other) {
        return toString().compareTo(Objects.requireNonNull(other).toString());
    }

    /** {@code sha256:…} */
    @Override
    public String toString() {
        return algorithm + ":" + hex;
    }
}
