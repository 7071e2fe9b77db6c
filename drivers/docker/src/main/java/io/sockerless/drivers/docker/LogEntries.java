package io.sockerless.drivers.docker;

import io.sockerless.drivers.spi.Channel;
import io.sockerless.drivers.spi.HasLogs.LogEntry;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Entries of a log with times and details, as they come. */
interface LogEntries {
    Optional<LogEntry> next() throws IOException;

    /** Takes apart {@code TIME key=value,key=value DATA}; without attributes there are two spaces. */
    static LogEntry entry(Channel channel, byte[] whole, int length) throws IOException {
        int time = space(whole, 0, length);
        int details = space(whole, time + 1, length);
        return new LogEntry(
                Instant.parse(new String(whole, 0, time, StandardCharsets.US_ASCII)),
                channel,
                Arrays.copyOfRange(whole, details + 1, length),
                attributes(new String(whole, time + 1, details - time - 1, StandardCharsets.UTF_8)));
    }

    private static int space(byte[] whole, int from, int length) throws IOException {
        for (int i = from; i < length; i++) {
            if (whole[i] == ' ') {
                return i;
            }
        }
        throw new IOException("a log entry without time and details");
    }

    private static Map<String, String> attributes(String text) {
        Map<String, String> out = new HashMap<>();
        for (String pair : text.isEmpty() ? new String[0] : text.split(",")) {
            int equals = pair.indexOf('=');
            out.put(decode(pair.substring(0, Math.max(equals, 0))), decode(pair.substring(equals + 1)));
        }
        return out;
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
