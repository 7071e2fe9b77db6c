package io.sockerless.frontends.http;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import io.helidon.http.HttpPrologue;
import java.util.List;
import java.util.Locale;

/**
 * The head of a request, checked for what decides where the request ends (RFC 9112 §6.3).
 *
 * @param path decoded
 * @param length of the body in bytes, -1 for chunks
 * @param close whether the client wants the connection closed after the answer
 */
record RequestHead(
        String method,
        String path,
        String rawQuery,
        Headers headers,
        long length,
        boolean continueExpected,
        boolean close) {
    /** @throws MalformedRequestException when the end of the body is not clear */
    static RequestHead of(HttpPrologue prologue, Headers headers) {
        String path = prologue.uriPath().rawPath();
        if (!path.startsWith("/") && path.contains("://")) {
            // The absolute form, meant for proxies.
            int start = path.indexOf('/', path.indexOf("://") + 3);
            path = start < 0 ? "/" : path.substring(start);
        }
        if (headers.values(HeaderNames.HOST).size() != 1) {
            // RFC 9112 §3.2; two of them are two answers to the question whom the request is for.
            throw new MalformedRequestException("a request has exactly one Host header");
        }
        return new RequestHead(
                prologue.method().text(),
                Query.decode(path, false),
                prologue.query().rawValue(),
                headers,
                length(headers),
                has(headers, HeaderNames.EXPECT, "100-continue"),
                has(headers, HeaderNames.CONNECTION, "close"));
    }

    private static long length(Headers headers) {
        List<String> lengths = headers.values(HeaderNames.CONTENT_LENGTH);
        if (headers.contains(HeaderNames.TRANSFER_ENCODING)) {
            String coding = String.join(",", headers.values(HeaderNames.TRANSFER_ENCODING));
            if (!lengths.isEmpty()) {
                throw new MalformedRequestException("both Transfer-Encoding and Content-Length are given");
            }
            if (!coding.strip().equalsIgnoreCase("chunked")) {
                throw new MalformedRequestException("unsupported transfer encoding: " + coding.strip());
            }
            return -1;
        }
        if (lengths.isEmpty()) {
            return 0;
        }
        String text = lengths.getFirst().strip();
        if (lengths.stream().anyMatch(other -> !other.strip().equals(text))
                || text.isEmpty()
                || text.length() > 18
                || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new MalformedRequestException("bad Content-Length \"" + String.join(", ", lengths) + "\"");
        }
        return Long.parseLong(text);
    }

    private static boolean has(Headers headers, HeaderName name, String token) {
        if (!headers.contains(name)) {
            return false;
        }
        String all = String.join(",", headers.values(name)).toLowerCase(Locale.ROOT);
        for (String part : all.split(",")) {
            if (part.strip().equals(token)) {
                return true;
            }
        }
        return false;
    }
}
