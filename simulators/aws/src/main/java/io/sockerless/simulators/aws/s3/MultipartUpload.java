package io.sockerless.simulators.aws.s3;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;

/**
 * An upload in parts, neither completed nor aborted.
 *
 * @param headers those that the object shall have
 * @param algorithm of the checksum that was asked for, as {@code crc32}; empty for none
 * @param type of that checksum: FULL_OBJECT or COMPOSITE
 * @param initiated in milliseconds since 1970
 * @param tags those that the object shall have
 */
record MultipartUpload(
        String bucket,
        String key,
        String uploadId,
        Map<String, String> headers,
        String algorithm,
        String type,
        long initiated,
        SortedMap<String, String> tags) {
    MultipartUpload {
        tags = tags == null ? Collections.emptySortedMap() : Collections.unmodifiableSortedMap(tags);
    }

    static String id(Address address, String uploadId) {
        // A key has no such character.
        return StoredObject.id(address.bucket(), address.key()) + "\0" + uploadId;
    }

    String id() {
        return id(new Address(bucket, key), uploadId);
    }

    boolean composite() {
        return type.equals("COMPOSITE");
    }
}
