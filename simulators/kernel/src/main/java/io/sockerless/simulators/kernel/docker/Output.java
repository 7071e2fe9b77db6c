package io.sockerless.simulators.kernel.docker;

import io.sockerless.drivers.docker.wire.Reply;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The lines that a container without a terminal has printed. To be closed, which ends a read of another thread, too. */
public final class Output implements AutoCloseable {
    private static final int HEADER = 8;

    /** @param time as the engine writes it, with nanoseconds */
    public record Line(String time, String text) {}

    private final Reply reply;

    Output(Reply reply) {
        this.reply = reply;
    }

    /** The next line; empty at the end. */
    public Optional<Line> next() throws IOException {
        byte[] header = reply.body().readNBytes(HEADER);
        if (header.length < HEADER) {
            return Optional.empty();
        }
        int length = ByteBuffer.wrap(header).getInt(4);
        byte[] whole = reply.body().readNBytes(length);
        if (whole.length < length) {
            throw new EOFException("a frame was cut off");
        }
        String text = new String(whole, StandardCharsets.UTF_8);
        int space = text.indexOf(' ');
        if (space < 0) {
            throw new IOException("a log entry without its time");
        }
        String line = text.substring(space + 1);
        return Optional.of(
                new Line(text.substring(0, space), line.endsWith("\n") ? line.substring(0, line.length() - 1) : line));
    }

    /** Ends the connection, whether or not everything was read. */
    @Override
    public void close() {
        reply.wire().close();
        reply.close();
    }
}
