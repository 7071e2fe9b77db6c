package io.sockerless.simulators.aws.s3;

import io.sockerless.simulators.aws.wire.Xml;
import io.sockerless.simulators.kernel.Response;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;

/** Forms of answers and of times in them. */
final class Answers {
    static final String NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/";

    private static final DateTimeFormatter IN_XML =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter IN_HEADERS = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
            .withZone(ZoneOffset.UTC);

    private Answers() {}

    static Response empty(int status, Map<String, String> headers) {
        return new Response(status, "application/xml", headers, new byte[0]);
    }

    static Response xml(Xml xml) {
        return new Response(200, "application/xml", Map.of(), xml.bytes());
    }

    static String inXml(long millis) {
        return IN_XML.format(Instant.ofEpochMilli(millis));
    }

    static String inHeaders(long millis) {
        return IN_HEADERS.format(Instant.ofEpochMilli(millis));
    }
}
