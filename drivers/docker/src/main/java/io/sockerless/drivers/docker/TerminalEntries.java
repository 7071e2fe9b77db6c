package io.sockerless.drivers.docker;

import io.sockerless.drivers.spi.Channel;
import io.sockerless.drivers.spi.HasLogs.LogEntry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A terminal's log, which has no frames: entries end with their lines. Those of long lines are parts of 16 KiB, so another
 * time that stands exactly there begins the next.
 */
final class TerminalEntries implements LogEntries {
    private static final int PART = 16 << 10;
    private static final Pattern START =
            Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{9}(Z|[+-]\\d\\d:\\d\\d) [^ ]* ");

    private final InputStream in;
    private final Deque<LogEntry> ready = new ArrayDeque<>();

    TerminalEntries(InputStream in) {
        this.in = in;
    }

    @Override
    public Optional<LogEntry> next() throws IOException {
        if (ready.isEmpty()) {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            for (int b = in.read(); b >= 0; b = in.read()) {
                line.write(b);
                if (b == '\n') {
                    break;
                }
            }
            split(line.toByteArray());
        }
        return Optional.ofNullable(ready.poll());
    }

    private void split(byte[] line) throws IOException {
        int from = 0;
        while (from < line.length) {
            String rest = new String(line, from, line.length - from, java.nio.charset.StandardCharsets.ISO_8859_1);
            Matcher start = START.matcher(rest);
            int end = rest.length();
            if (start.lookingAt()
                    && START.matcher(rest)
                            .region(Math.min(start.end() + PART, end), end)
                            .lookingAt()) {
                end = start.end() + PART;
            }
            byte[] part = java.util.Arrays.copyOfRange(line, from, from + end);
            ready.add(LogEntries.entry(Channel.STDOUT, part, part.length));
            from += end;
        }
    }
}
