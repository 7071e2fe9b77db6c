package io.sockerless.simulators.aws.s3;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import java.util.zip.Checksum;

/** What is computed of a body while it goes by: MD5, SHA-256 and at most one checksum more. */
final class Digests {
    /** As they end headers: {@code x-amz-checksum-crc32}. */
    static final List<String> NAMES = List.of("crc32", "crc32c", "crc64nvme", "sha1", "sha256");

    private final MessageDigest md5 = digest("MD5");
    private final MessageDigest sha256 = digest("SHA-256");
    private final MessageDigest sha1 = digest("SHA-1");
    private final String name;
    private final Checksum crc;

    /** @param name of {@link #NAMES} */
    Digests(String name) {
        this.name = name;
        crc = switch (name) {
            case "crc32" -> new CRC32();
            case "crc32c" -> new CRC32C();
            default -> new Crc64Nvme();
        };
    }

    void update(byte[] bytes, int length) {
        md5.update(bytes, 0, length);
        sha256.update(bytes, 0, length);
        if (!name.equals("sha256")) {
            updateChecksum(bytes, length);
        }
    }

    /** For the checksum alone. */
    void updateChecksum(byte[] bytes, int length) {
        switch (name) {
            case "sha256" -> sha256.update(bytes, 0, length);
            case "sha1" -> sha1.update(bytes, 0, length);
            default -> crc.update(bytes, 0, length);
        }
    }

    /** In base64; to be asked once, and instead of all that is computed. */
    String checksum() {
        return name.equals("sha256") ? base64(sha256.digest()) : base64(value(new byte[0]));
    }

    Computed computed() {
        byte[] sum = sha256.digest();
        return new Computed(md5.digest(), HexFormat.of().formatHex(sum), name, base64(value(sum)));
    }

    private byte[] value(byte[] sha256Sum) {
        return switch (name) {
            case "sha256" -> sha256Sum;
            case "sha1" -> sha1.digest();
            case "crc64nvme" -> ByteBuffer.allocate(8).putLong(crc.getValue()).array();
            default -> ByteBuffer.allocate(4).putInt((int) crc.getValue()).array();
        };
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    /** @param sha256 in hexadecimal digits */
    record Computed(byte[] md5, String sha256, String name, String checksum) {
        String md5Hex() {
            return HexFormat.of().formatHex(md5);
        }

        String md5Base64() {
            return Base64.getEncoder().encodeToString(md5);
        }
    }

    private static MessageDigest digest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has it", e);
        }
    }
}
