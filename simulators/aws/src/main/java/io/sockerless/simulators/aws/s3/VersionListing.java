package io.sockerless.simulators.aws.s3;

import io.sockerless.engine.store.Table;
import io.sockerless.frontends.http.Query;
import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.Xml;
import io.sockerless.simulators.kernel.Documents;
import io.sockerless.simulators.kernel.Response;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A page of all versions of a bucket's keys and of the marks of deletions, the newest of a key first. */
record VersionListing(Documents<StoredObject> objects, Documents<Version> earlier, Bucket bucket, Query query) {
    private static final Comparator<Version> ORDER = Comparator.comparing(
                    (Version one) -> one.object().key(), Table.ORDER)
            .thenComparing(one -> -one.object().sequence());

    /**
     * @param version empty for a common prefix
     * @param newest whether it is what the key has
     */
    private record Entry(String name, Optional<Version> version, boolean newest) {
        String id() {
            return version.map(one -> one.object().version()).orElse("");
        }
    }

    Response answer() {
        String marker = query.get("key-marker");
        String versionMarker = query.get("version-id-marker");
        if (query.has("version-id-marker") && marker.isEmpty()) {
            throw new AwsException("InvalidArgument", "A version-id marker cannot be specified without a key marker.");
        }
        int size = Listing.size(query);
        List<Entry> rest = after(entries(), marker, versionMarker);
        boolean more = rest.size() > size;
        List<Entry> page = more ? rest.subList(0, size) : rest;
        Xml xml = new Xml().open("ListVersionsResult", Answers.NAMESPACE).leaf("Name", bucket.name());
        xml.leaf("Prefix", encoded(query.get("prefix"))).leaf("KeyMarker", encoded(marker));
        xml.leaf("VersionIdMarker", versionMarker).leaf("MaxKeys", Integer.toString(size));
        if (query.has("delimiter")) {
            xml.leaf("Delimiter", encoded(query.get("delimiter")));
        }
        if (query.has("encoding-type")) {
            xml.leaf("EncodingType", "url");
        }
        xml.leaf("IsTruncated", Boolean.toString(more));
        if (more && !page.isEmpty()) {
            xml.leaf("NextKeyMarker", encoded(page.getLast().name()));
            if (page.getLast().version().isPresent()) {
                xml.leaf("NextVersionIdMarker", page.getLast().id());
            }
        }
        page.forEach(entry -> entry.version().ifPresent(version -> tell(xml, version, entry.newest())));
        page.stream()
                .filter(entry -> entry.version().isEmpty())
                .forEach(entry -> xml.open("CommonPrefixes")
                        .leaf("Prefix", encoded(entry.name()))
                        .close());
        return Answers.xml(xml.close());
    }

    private List<Entry> entries() {
        String prefix = query.get("prefix");
        String delimiter = query.get("delimiter");
        String scope = StoredObject.id(bucket.name(), prefix);
        List<Version> all = new ArrayList<>();
        objects.from("", scope).forEach(object -> all.add(new Version(object, false)));
        earlier.from("", scope).forEach(all::add);
        all.sort(ORDER);
        List<Entry> entries = new ArrayList<>();
        String key = null;
        for (Version version : all) {
            boolean newest = !version.object().key().equals(key);
            key = version.object().key();
            int end = delimiter.isEmpty() ? -1 : key.indexOf(delimiter, prefix.length());
            if (end < 0) {
                entries.add(new Entry(key, Optional.of(version), newest));
                continue;
            }
            String common = key.substring(0, end + delimiter.length());
            if (entries.isEmpty() || !entries.getLast().name().equals(common)) {
                entries.add(new Entry(common, Optional.empty(), false));
            }
        }
        return entries;
    }

    /** Of the marker's key, only what comes after the version that is named. */
    private static List<Entry> after(List<Entry> entries, String key, String version) {
        if (key.isEmpty()) {
            return entries;
        }
        List<Entry> rest = new ArrayList<>();
        boolean seen = false;
        for (Entry entry : entries) {
            int order = Table.ORDER.compare(entry.name(), key);
            if (order > 0 || order == 0 && seen) {
                rest.add(entry);
            }
            seen |= order == 0 && !version.isEmpty() && entry.id().equals(version);
        }
        return rest;
    }

    private void tell(Xml xml, Version version, boolean newest) {
        StoredObject object = version.object();
        xml.open(version.marker() ? "DeleteMarker" : "Version").leaf("Key", encoded(object.key()));
        xml.leaf("VersionId", object.version()).leaf("IsLatest", Boolean.toString(newest));
        xml.leaf("LastModified", Answers.inXml(object.modified()));
        if (!version.marker()) {
            xml.leaf("ETag", object.etag());
            object.checksums().keySet().forEach(name -> xml.leaf("ChecksumAlgorithm", name.toUpperCase(Locale.ROOT)));
            xml.leaf("ChecksumType", object.checksumType()).leaf("Size", Long.toString(object.size()));
            xml.leaf("StorageClass", "STANDARD");
        }
        xml.open("Owner").leaf("ID", bucket.account()).close().close();
    }

    private String encoded(String text) {
        return Listing.encoded(query, text);
    }
}
