package io.sockerless.simulators.aws.s3;

import java.util.Map;

/**
 * What is known of an object.
 *
 * @param file the name of the file that its content is in; it says nothing of the key
 * @param md5 in hexadecimal digits, the entity tag without its quotes
 * @param headers those that are given back as they came, Content-Type and x-amz-meta- among them
 * @param checksums by their names, as {@code crc32}, in base64
 * @param modified in milliseconds since 1970
 */
record StoredObject(
        String bucket,
        String key,
        String file,
        long size,
        String md5,
        Map<String, String> headers,
        Map<String, String> checksums,
        long modified) {
    static String id(String bucket, String key) {
        // A bucket's name has no slash.
        return bucket + "/" + key;
    }

    String id() {
        return id(bucket, key);
    }

    String etag() {
        return '"' + md5 + '"';
    }
}
