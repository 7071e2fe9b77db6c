package io.sockerless.drivers.docker.wire;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A request to a Docker API.
 *
 * @param path without the version, its parts encoded
 * @param headers beside those of the content
 * @param content empty for none
 */
public record Call(
        String method,
        String path,
        Map<String, String> query,
        Map<String, String> headers,
        Optional<Content> content,
        boolean hijack) {
    /** What a request brings; {@code length} is negative when it is not known. */
    public record Content(String type, long length, Body body) {}

    /** Writes what a request brings; its length need not be known. */
    @FunctionalInterface
    public interface Body {
        void writeTo(OutputStream out) throws IOException;
    }

    public static Call of(String method, String... path) {
        StringBuilder whole = new StringBuilder();
        for (String part : path) {
            whole.append('/')
                    .append(URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20"));
        }
        return new Call(method, whole.toString(), Map.of(), Map.of(), Optional.empty(), false);
    }

    public Call query(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(query);
        more.put(name, value);
        return new Call(method, path, more, headers, content, hijack);
    }

    public Call query(String name, boolean value) {
        return value ? query(name, "1") : this;
    }

    public Call header(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Call(method, path, query, more, content, hijack);
    }

    public Call json(byte[] json) {
        Content whole = new Content("application/json", json.length, out -> out.write(json));
        return new Call(method, path, query, headers, Optional.of(whole), hijack);
    }

    public Call body(String type, Body body) {
        return new Call(method, path, query, headers, Optional.of(new Content(type, -1, body)), hijack);
    }

    /** The connection is to become a raw one. */
    public Call hijacking() {
        return new Call(method, path, query, headers, content, true);
    }

    String target() {
        StringBuilder out = new StringBuilder(path);
        char separator = '?';
        for (Map.Entry<String, String> entry : query.entrySet()) {
            out.append(separator).append(entry.getKey()).append('=');
            out.append(URLEncoder.encode(entry.getValue(), StandardCharsets.UTF_8));
            separator = '&';
        }
        return out.toString();
    }
}
