package io.sockerless.drivers.agent.dial;

import io.sockerless.drivers.spi.Channel;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Optional;

/** Output that an agent has kept, in the order in which it was read. The caller closes it. */
public final class DialedLog implements AutoCloseable {
    private static final int NANOS = 1_000_000_000;

    private final DataInputStream in;

    DialedLog(InputStream in) {
        this.in = new DataInputStream(in);
    }

    /**
     * A piece of output as it was read, not cut into lines.
     *
     * @param offset of its first byte in all the output, of both channels
     */
    public record Entry(Channel channel, Instant time, long offset, byte[] bytes) {}

    /**
     * The next piece; empty at the end. On the wire: u8 1 or 2, i64 nanoseconds since 1970, u64 offset, u32 length, bytes.
     *
     * @throws IOException the conversation with the agent has ended
     */
    public Optional<Entry> next() throws IOException {
        int stream = in.read();
        if (stream < 0) {
            return Optional.empty();
        }
        long time = in.readLong();
        long offset = in.readLong();
        byte[] bytes = new byte[in.readInt()];
        if (in.readNBytes(bytes, 0, bytes.length) < bytes.length) {
            throw new EOFException("the log ends within an entry");
        }
        return Optional.of(new Entry(
                stream == 2 ? Channel.STDERR : Channel.STDOUT,
                Instant.ofEpochSecond(time / NANOS, time % NANOS),
                offset,
                bytes));
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
