package io.sockerless.frontends.http;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Status line and headers of an answer, in the order in which they were given. */
final class ResponseHead {
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
            .withZone(ZoneOffset.UTC);

    private static final Map<Integer, String> REASONS = Map.ofEntries(
            Map.entry(200, "OK"),
            Map.entry(201, "Created"),
            Map.entry(202, "Accepted"),
            Map.entry(204, "No Content"),
            Map.entry(206, "Partial Content"),
            Map.entry(301, "Moved Permanently"),
            Map.entry(302, "Found"),
            Map.entry(304, "Not Modified"),
            Map.entry(400, "Bad Request"),
            Map.entry(401, "Unauthorized"),
            Map.entry(403, "Forbidden"),
            Map.entry(404, "Not Found"),
            Map.entry(405, "Method Not Allowed"),
            Map.entry(408, "Request Timeout"),
            Map.entry(409, "Conflict"),
            Map.entry(412, "Precondition Failed"),
            Map.entry(413, "Request Entity Too Large"),
            Map.entry(414, "Request URI Too Long"),
            Map.entry(415, "Unsupported Media Type"),
            Map.entry(416, "Requested Range Not Satisfiable"),
            Map.entry(422, "Unprocessable Entity"),
            Map.entry(429, "Too Many Requests"),
            Map.entry(431, "Request Header Fields Too Large"),
            Map.entry(500, "Internal Server Error"),
            Map.entry(501, "Not Implemented"),
            Map.entry(502, "Bad Gateway"),
            Map.entry(503, "Service Unavailable"),
            Map.entry(504, "Gateway Timeout"),
            Map.entry(505, "HTTP Version Not Supported"));

    private record Stamp(long second, String text) {}

    private static volatile Stamp stamp = new Stamp(0, "");

    private final List<String> lines = new ArrayList<>(16);

    void set(String name, String value) {
        requireLine(name, value);
        for (int i = 0; i < lines.size(); i += 2) {
            if (lines.get(i).equalsIgnoreCase(name)) {
                lines.set(i + 1, value);
                return;
            }
        }
        lines.add(name);
        lines.add(value);
    }

    /** Beside what there is by that name. */
    void add(String name, String value) {
        requireLine(name, value);
        lines.add(name);
        lines.add(value);
    }

    private static void requireLine(String name, String value) {
        if (value.indexOf('\r') >= 0
                || value.indexOf('\n') >= 0
                || name.indexOf('\r') >= 0
                || name.indexOf('\n') >= 0) {
            throw new IllegalArgumentException("line break in header " + name);
        }
    }

    void remove(String name) {
        for (int i = 0; i < lines.size(); i += 2) {
            if (lines.get(i).equalsIgnoreCase(name)) {
                lines.subList(i, i + 2).clear();
                return;
            }
        }
    }

    byte[] bytes(int status) {
        return bytes(status, REASONS.getOrDefault(status, "Status " + status), true);
    }

    byte[] bytes(int status, String reason, boolean dated) {
        StringBuilder head = new StringBuilder(512);
        head.append("HTTP/1.1 ").append(status).append(' ').append(reason).append("\r\n");
        for (int i = 0; i < lines.size(); i += 2) {
            head.append(lines.get(i)).append(": ").append(lines.get(i + 1)).append("\r\n");
        }
        if (dated) {
            head.append("Date: ").append(date()).append("\r\n");
        }
        return head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String date() {
        long second = System.currentTimeMillis() / 1000;
        Stamp last = stamp;
        if (last.second() != second) {
            last = new Stamp(second, DATE.format(Instant.ofEpochSecond(second)));
            stamp = last;
        }
        return last.text();
    }
}
