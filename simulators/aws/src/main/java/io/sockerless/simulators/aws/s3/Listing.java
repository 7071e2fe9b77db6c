package io.sockerless.simulators.aws.s3;

import io.sockerless.frontends.http.Query;
import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.Xml;
import io.sockerless.simulators.kernel.Documents;
import io.sockerless.simulators.kernel.Pages;
import io.sockerless.simulators.kernel.Response;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A page of a bucket's keys, in the order of their bytes; keys with the same beginning up to a delimiter are one entry.
 *
 * @param second whether it is asked and answered as ListObjectsV2
 */
record Listing(Documents<StoredObject> objects, String bucket, Query query, boolean second) {
    private static final int MOST = 1000;
    /** The last of all characters. */
    private static final String LAST = Character.toString(Character.MAX_CODE_POINT);

    private static final Comparator<String> BYTES =
            Comparator.comparing(key -> key.getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned);

    /** @param object empty for a common prefix */
    private record Entry(String name, Optional<StoredObject> object) {}

    Response answer() {
        if (second && !query.get("list-type").equals("2")) {
            throw invalid("Invalid list type");
        }
        String encoding = query.get("encoding-type");
        if (!encoding.isEmpty() && !encoding.equals("url")) {
            throw invalid("Invalid Encoding Method specified in Request");
        }
        int size = size(query);
        List<Entry> found = size == 0 ? List.of() : entries(size + 1);
        boolean more = found.size() > size;
        List<Entry> page = more ? found.subList(0, size) : found;
        Xml xml = new Xml().open("ListBucketResult", Answers.NAMESPACE).leaf("Name", bucket);
        xml.leaf("Prefix", encoded(query.get("prefix")));
        echo(xml, "delimiter", "Delimiter");
        xml.leaf("MaxKeys", Integer.toString(size));
        if (!encoding.isEmpty()) {
            xml.leaf("EncodingType", encoding);
        }
        xml.leaf("IsTruncated", Boolean.toString(more));
        if (second) {
            xml.leaf("KeyCount", Integer.toString(page.size()));
            echo(xml, "start-after", "StartAfter");
            if (query.has("continuation-token")) {
                xml.leaf("ContinuationToken", query.get("continuation-token"));
            }
            if (more) {
                xml.leaf("NextContinuationToken", Pages.token(page.getLast().name()));
            }
        } else {
            xml.leaf("Marker", encoded(query.get("marker")));
            if (more && query.has("delimiter")) {
                xml.leaf("NextMarker", encoded(page.getLast().name()));
            }
        }
        page.forEach(entry -> entry.object().ifPresent(object -> contents(xml, object)));
        page.stream()
                .filter(entry -> entry.object().isEmpty())
                .forEach(entry -> xml.open("CommonPrefixes")
                        .leaf("Prefix", encoded(entry.name()))
                        .close());
        return Answers.xml(xml.close());
    }

    private void echo(Xml xml, String parameter, String name) {
        if (query.has(parameter)) {
            xml.leaf(name, encoded(query.get(parameter)));
        }
    }

    private void contents(Xml xml, StoredObject object) {
        xml.open("Contents").leaf("Key", encoded(object.key()));
        xml.leaf("LastModified", Answers.inXml(object.modified())).leaf("ETag", object.etag());
        object.checksums().keySet().forEach(name -> xml.leaf("ChecksumAlgorithm", name.toUpperCase(Locale.ROOT)));
        xml.leaf("ChecksumType", object.checksumType());
        xml.leaf("Size", Long.toString(object.size()))
                .leaf("StorageClass", "STANDARD")
                .close();
    }

    private List<Entry> entries(int most) {
        String prefix = query.get("prefix");
        String delimiter = query.get("delimiter");
        String after = after();
        String scope = StoredObject.id(bucket, prefix);
        List<Entry> entries = new ArrayList<>();
        String start = BYTES.compare(after, prefix) > 0 ? after : prefix;
        while (entries.size() < most) {
            Entry entry = null;
            for (StoredObject object : objects.from(StoredObject.id(bucket, start), scope)) {
                int end = delimiter.isEmpty() ? -1 : object.key().indexOf(delimiter, prefix.length());
                Entry found = end < 0
                        ? new Entry(object.key(), Optional.of(object))
                        : new Entry(object.key().substring(0, end + delimiter.length()), Optional.empty());
                boolean repeated =
                        !entries.isEmpty() && entries.getLast().name().equals(found.name());
                if (!repeated
                        && BYTES.compare(object.key(), after) > 0
                        && !found.name().equals(after)) {
                    entries.add(found);
                }
                entry = found;
                // What has the same beginning is passed over, not read.
                if (end >= 0 || entries.size() == most) {
                    break;
                }
            }
            if (entry == null || entry.object().isPresent()) {
                break;
            }
            start = entry.name() + LAST;
        }
        return entries;
    }

    private String after() {
        if (!second) {
            return query.get("marker");
        }
        String token = query.get("continuation-token");
        if (token.isEmpty()) {
            return query.get("start-after");
        }
        try {
            return Pages.read(token);
        } catch (IllegalArgumentException _) {
            throw invalid("The continuation token provided is incorrect");
        }
    }

    static int size(Query query) {
        String text = query.get("max-keys");
        if (!text.matches("\\d{0,9}")) {
            throw invalid("Provided max-keys not an integer or within integer range");
        }
        return text.isEmpty() ? MOST : Math.min(MOST, Integer.parseInt(text));
    }

    private static AwsException invalid(String message) {
        return new AwsException("InvalidArgument", message);
    }

    private String encoded(String text) {
        return encoded(query, text);
    }

    static String encoded(Query query, String text) {
        return query.get("encoding-type").isEmpty()
                ? text
                : URLEncoder.encode(text, StandardCharsets.UTF_8).replace("%2F", "/");
    }
}
