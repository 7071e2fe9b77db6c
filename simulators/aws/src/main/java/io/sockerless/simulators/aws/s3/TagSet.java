package io.sockerless.simulators.aws.s3;

import io.sockerless.frontends.http.MalformedRequestException;
import io.sockerless.frontends.http.Query;
import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.Xml;
import io.sockerless.simulators.kernel.Call;
import io.sockerless.simulators.kernel.Response;
import java.io.IOException;
import java.util.SortedMap;
import java.util.TreeMap;

/** Tags as they are written: in a document, or in a header. */
final class TagSet {
    static final String HEADER = "x-amz-tagging";

    private static final int MOST_OF_OBJECT = 10;
    private static final int MOST_OF_BUCKET = 50;

    private TagSet() {}

    static SortedMap<String, String> ofBucket(Call call) throws IOException {
        return read(call, MOST_OF_BUCKET, "Bucket tag count cannot be greater than " + MOST_OF_BUCKET);
    }

    static SortedMap<String, String> ofObject(Call call) throws IOException {
        return read(call, MOST_OF_OBJECT, "Object tags cannot be greater than " + MOST_OF_OBJECT);
    }

    private static SortedMap<String, String> read(Call call, int most, String tooMany) throws IOException {
        SortedMap<String, String> tags = new TreeMap<>();
        for (XmlBody set : XmlBody.readChecked(call, "Tagging").children()) {
            if (!set.name().equals("TagSet")) {
                throw XmlBody.malformed();
            }
            for (XmlBody tag : set.children()) {
                if (!tag.name().equals("Tag")
                        || tag.children().stream()
                                .noneMatch(child -> child.name().equals("Key"))
                        || tag.children().stream()
                                .noneMatch(child -> child.name().equals("Value"))) {
                    throw XmlBody.malformed();
                }
                add(tags, tag.exact("Key"), tag.exact("Value"));
            }
        }
        check(tags, most, tooMany);
        return tags;
    }

    /** Written as a query is. */
    static SortedMap<String, String> ofHeader(Call call) {
        SortedMap<String, String> tags = new TreeMap<>();
        try {
            // Said in other words than of a document.
            Query query = Query.parse(call.header(HEADER));
            for (String key : query.names()) {
                if (key.startsWith("aws:")) {
                    throw invalid("Your TagKey cannot be prefixed with aws:");
                }
                query.all(key).forEach(value -> add(tags, key, value));
            }
        } catch (MalformedRequestException _) {
            throw new AwsException(
                    "InvalidArgument",
                    "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query"
                            + " parameters without tag name duplicates.");
        }
        check(tags, MOST_OF_OBJECT, "Object tags cannot be greater than " + MOST_OF_OBJECT);
        return tags;
    }

    private static void add(SortedMap<String, String> tags, String key, String value) {
        if (key.isEmpty() || key.length() > 128) {
            throw invalid("The TagKey you have provided is invalid").detail("TagKey", key);
        }
        if (value.length() > 256) {
            throw invalid("The TagValue you have provided is invalid").detail("TagKey", key);
        }
        if (key.startsWith("aws:")) {
            throw invalid("System tags cannot be added/updated by requester");
        }
        if (tags.put(key, value) != null) {
            throw invalid("Cannot provide multiple Tags with the same key").detail("TagKey", key);
        }
    }

    private static void check(SortedMap<String, String> tags, int most, String tooMany) {
        if (tags.size() > most) {
            throw new AwsException("BadRequest", tooMany);
        }
    }

    static Response told(SortedMap<String, String> tags, java.util.Map<String, String> headers) {
        Xml xml = new Xml().open("Tagging", Answers.NAMESPACE).open("TagSet");
        tags.forEach((key, value) ->
                xml.open("Tag").leaf("Key", key).leaf("Value", value).close());
        return new Response(200, "application/xml", headers, xml.close().close().bytes());
    }

    private static AwsException invalid(String message) {
        return new AwsException("InvalidTag", message);
    }
}
