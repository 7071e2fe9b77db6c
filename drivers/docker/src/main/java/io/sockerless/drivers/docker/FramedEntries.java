package io.sockerless.drivers.docker;

import io.sockerless.drivers.spi.HasLogs.LogEntry;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Optional;

/** A log in frames, one for each entry. */
record FramedEntries(InputStream in) implements LogEntries {
    private static final int HEADER = 8;

    @Override
    public Optional<LogEntry> next() throws IOException {
        byte[] header = in.readNBytes(HEADER);
        if (header.length < HEADER) {
            return Optional.empty();
        }
        int length = ByteBuffer.wrap(header).getInt(4);
        byte[] whole = in.readNBytes(length);
        if (whole.length < length) {
            throw new EOFException("a frame was cut off");
        }
        return Optional.of(LogEntries.entry(Logs.channel(header[0]), whole, length));
    }
}
