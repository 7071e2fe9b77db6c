package io.sockerless.simulators.aws.s3;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * What is known of an object.
 *
 * @param file the name of the file that its content is in; it says nothing of the key
 * @param md5 the entity tag without its quotes: hexadecimal digits, with the number of parts after a dash where it has any
 * @param headers those that are given back as they came, Content-Type and x-amz-meta- among them
 * @param checksums by their names, as {@code crc32}, in base64
 * @param modified in milliseconds since 1970
 * @param parts the sizes of those that it was uploaded in, none for an upload in one
 * @param upload the id of that upload, empty for one in one
 * @param version its id; {@code null}, as S3 calls it, where it was made without versions
 * @param sequence grows from version to version of a key
 * @param tags by their keys
 */
record StoredObject(
        String bucket,
        String key,
        String file,
        long size,
        String md5,
        Map<String, String> headers,
        Map<String, String> checksums,
        long modified,
        List<Long> parts,
        String upload,
        String version,
        long sequence,
        SortedMap<String, String> tags) {
    static final String NO_VERSION = "null";

    StoredObject {
        version = version == null ? NO_VERSION : version;
        tags = tags == null ? Collections.emptySortedMap() : Collections.unmodifiableSortedMap(tags);
        parts = parts == null ? List.of() : List.copyOf(parts);
        upload = upload == null ? "" : upload;
    }

    /** One that is not placed yet. */
    static StoredObject fresh(
            Address address,
            String file,
            long size,
            String md5,
            Map<String, String> headers,
            Map<String, String> checksums,
            long modified,
            SortedMap<String, String> tags) {
        return new StoredObject(
                address.bucket(),
                address.key(),
                file,
                size,
                md5,
                headers,
                checksums,
                modified,
                List.of(),
                "",
                NO_VERSION,
                0,
                tags);
    }

    StoredObject as(String newVersion, long newSequence) {
        return new StoredObject(
                bucket,
                key,
                file,
                size,
                md5,
                headers,
                checksums,
                modified,
                parts,
                upload,
                newVersion,
                newSequence,
                tags);
    }

    StoredObject tagged(SortedMap<String, String> others) {
        return new StoredObject(
                bucket, key, file, size, md5, headers, checksums, modified, parts, upload, version, sequence, others);
    }

    StoredObject uploaded(List<Long> inParts, String uploadId) {
        return new StoredObject(
                bucket, key, file, size, md5, headers, checksums, modified, inParts, uploadId, version, sequence, tags);
    }

    /** As S3 calls it: of the content, or of the checksums of its parts. */
    String checksumType() {
        return checksums.values().stream().anyMatch(sum -> sum.contains("-")) ? "COMPOSITE" : "FULL_OBJECT";
    }

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
