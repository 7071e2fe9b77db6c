package io.sockerless.frontends.docker;

import io.sockerless.drivers.spi.HasLogs.LogEntry;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What a client of the logs wants before each line: its time, the attributes of its entry. */
record LogPrefix(boolean timestamps, boolean details) {
    private static final DateTimeFormatter NANOS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.nnnnnnnnn'Z'").withZone(ZoneOffset.UTC);

    byte[] apply(LogEntry entry) {
        if (!timestamps && !details) {
            return entry.data();
        }
        String prefix = (timestamps ? NANOS.format(entry.time()) + " " : "") + (details ? attributes(entry) + " " : "");
        byte[] head = prefix.getBytes(StandardCharsets.UTF_8);
        byte[] line = Arrays.copyOf(head, head.length + entry.data().length);
        System.arraycopy(entry.data(), 0, line, head.length, entry.data().length);
        return line;
    }

    private static String attributes(LogEntry entry) {
        return new TreeMap<>(entry.attributes())
                .entrySet().stream()
                        .map(attribute -> escaped(attribute.getKey()) + "=" + escaped(attribute.getValue()))
                        .collect(Collectors.joining(","));
    }

    /** As Go escapes the values of queries. */
    private static String escaped(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8)
                .replace("*", "%2A")
                .replace("%7E", "~");
    }
}
