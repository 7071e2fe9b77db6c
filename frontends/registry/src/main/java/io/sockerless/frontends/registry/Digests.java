package io.sockerless.frontends.registry;

import io.sockerless.engine.model.image.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Computes what content is called. It is kept under its sha256, whatever clients call it by. */
final class Digests {
    private Digests() {}

    /** The digest of these bytes by the algorithm that {@code like} has. */
    static Digest of(byte[] bytes, Digest like) {
        if (like.algorithm().equals("sha256")) {
            return Digest.sha256(bytes);
        }
        return digest(like.algorithm(), sha512().digest(bytes));
    }

    /** The sha512 of what is left of a stream, which is closed. */
    static Digest sha512(InputStream in) throws IOException {
        MessageDigest sha512 = sha512();
        try (DigestInputStream digested = new DigestInputStream(in, sha512)) {
            digested.transferTo(OutputStream.nullOutputStream());
        }
        return digest("sha512", sha512.digest());
    }

    private static Digest digest(String algorithm, byte[] value) {
        return new Digest(algorithm, HexFormat.of().formatHex(value));
    }

    private static MessageDigest sha512() {
        try {
            return MessageDigest.getInstance("SHA-512");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-512", impossible);
        }
    }
}
