package io.sockerless.simulators.aws.s3;

import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.Xml;
import io.sockerless.simulators.kernel.Call;
import io.sockerless.simulators.kernel.Response;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What is told of an object without its content, as far as it is asked for.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectAttributes.html">AWS</a>
 */
record Attributes(StoredObject object, Map<String, String> version) {
    private static final Set<String> KNOWN = Set.of("ETag", "Checksum", "ObjectParts", "StorageClass", "ObjectSize");

    Response answer(Call call) {
        Set<String> wanted =
                new TreeSet<>(Arrays.asList(String.join(",", call.headers().apply("x-amz-object-attributes"))
                        .split("\\s*,\\s*")));
        if (!KNOWN.containsAll(wanted)) {
            throw new AwsException("InvalidArgument", "Invalid attribute name specified.");
        }
        Xml xml = new Xml().open("GetObjectAttributesResponse", Answers.NAMESPACE);
        if (wanted.contains("ETag")) {
            xml.leaf("ETag", object.md5());
        }
        if (wanted.contains("Checksum")) {
            xml.open("Checksum");
            object.checksums().forEach((name, sum) -> xml.leaf("Checksum" + name.toUpperCase(Locale.ROOT), sum));
            xml.leaf("ChecksumType", object.checksumType()).close();
        }
        if (wanted.contains("ObjectParts") && !object.parts().isEmpty()) {
            xml.open("ObjectParts")
                    .leaf("PartsCount", Integer.toString(object.parts().size()))
                    .close();
        }
        if (wanted.contains("StorageClass")) {
            xml.leaf("StorageClass", "STANDARD");
        }
        if (wanted.contains("ObjectSize")) {
            xml.leaf("ObjectSize", Long.toString(object.size()));
        }
        Map<String, String> headers = new HashMap<>(version);
        headers.put("Last-Modified", Answers.inHeaders(object.modified()));
        return new Response(200, "application/xml", headers, xml.close().bytes());
    }
}
