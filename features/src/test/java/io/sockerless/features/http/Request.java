package io.sockerless.features.http;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One HTTP/1.1 request as it goes over the wire; nothing is added to it but {@code Host} and {@code Content-Length}.
 *
 * @param target path and query, already encoded
 */
public record Request(String method, String target, Map<String, String> headers, byte[] body) {

    public static Request of(String method, String target) {
        return new Request(method, target, Map.of(), new byte[0]);
    }

    public Request header(String name, String value) {
        var all = new LinkedHashMap<>(headers);
        all.put(name, value);
        return new Request(method, target, all, body);
    }

    public Request json(String text) {
        return header("Content-Type", "application/json").body(text.getBytes(StandardCharsets.UTF_8));
    }

    public Request body(byte[] bytes) {
        return new Request(method, target, headers, bytes);
    }

    byte[] wire() {
        var head = new StringBuilder(method)
                .append(' ')
                .append(target)
                .append(" HTTP/1.1\r\n")
                .append("Host: docker\r\n");
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        if (body.length > 0 || method.equals("POST") || method.equals("PUT")) {
            head.append("Content-Length: ").append(body.length).append("\r\n");
        }
        var start = head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
        var all = new byte[start.length + body.length];
        System.arraycopy(start, 0, all, 0, start.length);
        System.arraycopy(body, 0, all, start.length, body.length);
        return all;
    }
}
