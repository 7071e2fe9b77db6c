package io.sockerless.simulators.aws.s3;

/**
 * A part of an upload.
 *
 * @param file the name of the file that its content is in
 * @param md5 in hexadecimal digits
 * @param algorithm of its checksum, as {@code crc32}
 * @param checksum in base64
 * @param modified in milliseconds since 1970
 */
record Part(
        String uploadId,
        int number,
        String file,
        long size,
        String md5,
        String algorithm,
        String checksum,
        long modified) {
    static String id(String uploadId, int number) {
        return uploadId + "/%05d".formatted(number);
    }

    String id() {
        return id(uploadId, number);
    }

    String etag() {
        return '"' + md5 + '"';
    }
}
