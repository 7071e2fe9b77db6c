package io.sockerless.drivers.logs;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.sockerless.drivers.spi.Channel;
import io.sockerless.drivers.spi.HasLogs.LogEntry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.TreeMap;

/** A line of Docker's json-file format: {@code {"log":"…\n","stream":"stdout","time":"…Z"}}. */
final class LogLine {
    private static final JsonFactory JSON = new JsonFactory();

    private LogLine() {}

    static LogEntry parse(byte[] bytes, int offset, int length) throws IOException {
        String log = "";
        Channel channel = Channel.STDOUT;
        Instant time = Instant.EPOCH;
        Map<String, String> attributes = Map.of();
        try (JsonParser parser = JSON.createParser(bytes, offset, length)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("not a log entry: " + new String(bytes, offset, length, StandardCharsets.UTF_8));
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                switch (name) {
                    case "log" -> log = parser.getText();
                    case "stream" -> channel = parser.getText().equals("stderr") ? Channel.STDERR : Channel.STDOUT;
                    case "attrs" -> attributes = attributes(parser);
                    case "time" -> time = OffsetDateTime.parse(parser.getText()).toInstant();
                    default -> parser.skipChildren();
                }
            }
        }
        return new LogEntry(time, channel, log.getBytes(StandardCharsets.UTF_8), attributes);
    }

    private static Map<String, String> attributes(JsonParser parser) throws IOException {
        Map<String, String> attributes = new TreeMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            attributes.put(name, parser.getText());
        }
        return attributes;
    }
}
