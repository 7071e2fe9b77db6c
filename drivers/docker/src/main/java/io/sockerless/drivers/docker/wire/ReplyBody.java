package io.sockerless.drivers.docker.wire;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** The body of an answer as its head announces it: in chunks, of a length, or up to the end (RFC 9112, section 6.3). */
final class ReplyBody extends InputStream {
    private static final int LONGEST_LINE = 1 << 16;

    private final InputStream in;
    private final boolean chunked;
    private final boolean toTheEnd;
    private long left;
    private boolean begun;
    private boolean ended;

    private ReplyBody(InputStream in, boolean chunked, boolean toTheEnd, long left) {
        this.in = in;
        this.chunked = chunked;
        this.toTheEnd = toTheEnd;
        this.left = left;
        this.ended = !chunked && !toTheEnd && left == 0;
    }

    /** Whether all of it was read, so that the connection is free. */
    boolean done() {
        return ended && !toTheEnd;
    }

    static ReplyBody of(InputStream in, String method, int status, Map<String, String> headers) throws IOException {
        if (method.equals("HEAD") || status == 204 || status == 304) {
            return new ReplyBody(in, false, false, 0);
        }
        boolean chunked = headers.getOrDefault("transfer-encoding", "").equalsIgnoreCase("chunked");
        String length = headers.get("content-length");
        try {
            return new ReplyBody(in, chunked, !chunked && length == null, length == null ? 0 : Long.parseLong(length));
        } catch (NumberFormatException e) {
            throw new IOException("a Content-Length that is no number: " + length, e);
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (chunked && left == 0 && !ended) {
            nextChunk();
        }
        if (ended) {
            return -1;
        }
        int n = in.read(bytes, offset, toTheEnd ? length : (int) Math.min(length, left));
        if (n < 0) {
            if (!toTheEnd) {
                throw new EOFException("the answer was cut off");
            }
            ended = true;
            return -1;
        }
        left -= n;
        ended = !chunked && !toTheEnd && left == 0;
        return n;
    }

    private void nextChunk() throws IOException {
        if (begun) {
            line(in);
        }
        begun = true;
        String size = line(in).split(";", 2)[0].strip();
        try {
            left = Long.parseLong(size, 16);
        } catch (NumberFormatException e) {
            throw new IOException("a chunk's size that is no number: " + size, e);
        }
        if (left == 0) {
            while (!line(in).isEmpty()) {} // trailers
            ended = true;
        }
    }

    /** A line without its end. */
    static String line(InputStream in) throws IOException {
        byte[] line = new byte[128];
        int length = 0;
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException("the connection was closed");
            }
            if (length == LONGEST_LINE) {
                throw new IOException("a line without end");
            }
            if (length == line.length) {
                line = java.util.Arrays.copyOf(line, 2 * length);
            }
            line[length++] = (byte) b;
        }
        int end = length > 0 && line[length - 1] == '\r' ? length - 1 : length;
        return new String(line, 0, end, StandardCharsets.ISO_8859_1);
    }
}
