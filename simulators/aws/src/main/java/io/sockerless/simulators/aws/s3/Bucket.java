package io.sockerless.simulators.aws.s3;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;

/**
 * @param created in milliseconds since 1970
 * @param versioning {@code Enabled}, {@code Suspended}, or empty as long as it was neither
 * @param tags by their keys
 * @param documents what it was told about itself, by what that is of: XML, or JSON
 */
record Bucket(
        String name,
        String account,
        String region,
        long created,
        String versioning,
        SortedMap<String, String> tags,
        Map<String, String> documents) {
    Bucket {
        versioning = versioning == null ? "" : versioning;
        tags = tags == null ? Collections.emptySortedMap() : Collections.unmodifiableSortedMap(tags);
        documents = documents == null ? Map.of() : Map.copyOf(documents);
    }

    static Bucket fresh(String name, String account, String region, long created) {
        return new Bucket(name, account, region, created, "", Collections.emptySortedMap(), Map.of());
    }

    boolean versioned() {
        return !versioning.isEmpty();
    }

    Bucket versioning(String status) {
        return new Bucket(name, account, region, created, status, tags, documents);
    }

    Bucket tagged(SortedMap<String, String> others) {
        return new Bucket(name, account, region, created, versioning, others, documents);
    }

    Bucket documented(Map<String, String> others) {
        return new Bucket(name, account, region, created, versioning, tags, others);
    }
}
