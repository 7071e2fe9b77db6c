package io.sockerless.simulators.aws.s3;

import io.sockerless.frontends.http.Query;
import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.Caller;
import io.sockerless.simulators.aws.wire.Xml;
import io.sockerless.simulators.kernel.Documents;
import io.sockerless.simulators.kernel.Response;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** Pages of uploads and of their parts. */
final class UploadLists {
    private static final int MOST = 1000;

    private UploadLists() {}

    /** @param parts all of the upload's, in their order */
    static Response parts(Caller caller, MultipartUpload upload, List<Part> parts, Query query) {
        int after = number(query, "part-number-marker", 0);
        int size = Math.min(MOST, number(query, "max-parts", MOST));
        List<Part> rest = parts.stream()
                .filter(part -> part.number() > after)
                .limit(size + 1L)
                .toList();
        boolean more = rest.size() > size;
        List<Part> page = more ? rest.subList(0, size) : rest;
        Xml xml = new Xml().open("ListPartsResult", Answers.NAMESPACE);
        xml.leaf("Bucket", upload.bucket()).leaf("Key", upload.key()).leaf("UploadId", upload.uploadId());
        people(xml, caller);
        xml.leaf("StorageClass", "STANDARD").leaf("PartNumberMarker", Integer.toString(after));
        if (!page.isEmpty()) {
            xml.leaf("NextPartNumberMarker", Integer.toString(page.getLast().number()));
        }
        xml.leaf("MaxParts", Integer.toString(size)).leaf("IsTruncated", Boolean.toString(more));
        checksum(xml, upload);
        for (Part part : page) {
            xml.open("Part").leaf("PartNumber", Integer.toString(part.number()));
            xml.leaf("LastModified", Answers.inXml(part.modified())).leaf("ETag", part.etag());
            xml.leaf("Checksum" + part.algorithm().toUpperCase(Locale.ROOT), part.checksum());
            xml.leaf("Size", Long.toString(part.size())).close();
        }
        return Answers.xml(xml.close());
    }

    static Response uploads(Caller caller, String bucket, Documents<MultipartUpload> uploads, Query query) {
        int size = Math.min(MOST, number(query, "max-uploads", MOST));
        String prefix = StoredObject.id(bucket, query.get("prefix"));
        String marker = query.get("key-marker");
        // After all uploads of the key, or after the one that is named.
        String first = marker.isEmpty()
                ? ""
                : StoredObject.id(bucket, marker)
                        + (query.has("upload-id-marker") ? "\0" + query.get("upload-id-marker") + "\0" : "\1");
        List<MultipartUpload> rest = uploads.page(first, prefix, size + 1);
        boolean more = rest.size() > size;
        List<MultipartUpload> page = more ? rest.subList(0, size) : rest;
        boolean url = query.get("encoding-type").equals("url");
        Xml xml =
                new Xml().open("ListMultipartUploadsResult", Answers.NAMESPACE).leaf("Bucket", bucket);
        xml.leaf("KeyMarker", encoded(marker, url)).leaf("UploadIdMarker", query.get("upload-id-marker"));
        if (more && !page.isEmpty()) {
            xml.leaf("NextKeyMarker", encoded(page.getLast().key(), url));
            xml.leaf("NextUploadIdMarker", page.getLast().uploadId());
        }
        xml.leaf("Prefix", encoded(query.get("prefix"), url));
        if (url) {
            xml.leaf("EncodingType", "url");
        }
        xml.leaf("MaxUploads", Integer.toString(size)).leaf("IsTruncated", Boolean.toString(more));
        for (MultipartUpload upload : page) {
            xml.open("Upload").leaf("Key", encoded(upload.key(), url)).leaf("UploadId", upload.uploadId());
            people(xml, caller);
            xml.leaf("StorageClass", "STANDARD").leaf("Initiated", Answers.inXml(upload.initiated()));
            checksum(xml, upload);
            xml.close();
        }
        return Answers.xml(xml.close());
    }

    private static void people(Xml xml, Caller caller) {
        xml.open("Initiator").leaf("ID", caller.account()).close();
        xml.open("Owner").leaf("ID", caller.account()).close();
    }

    private static void checksum(Xml xml, MultipartUpload upload) {
        if (!upload.algorithm().isEmpty()) {
            xml.leaf("ChecksumAlgorithm", upload.algorithm().toUpperCase(Locale.ROOT));
            xml.leaf("ChecksumType", upload.type());
        }
    }

    private static String encoded(String text, boolean url) {
        return url ? URLEncoder.encode(text, StandardCharsets.UTF_8).replace("%2F", "/") : text;
    }

    private static int number(Query query, String name, int otherwise) {
        String text = query.get(name);
        if (!text.matches("\\d{0,9}")) {
            throw new AwsException("InvalidArgument", "Provided " + name + " not an integer or within integer range");
        }
        return text.isEmpty() ? otherwise : Integer.parseInt(text);
    }
}
