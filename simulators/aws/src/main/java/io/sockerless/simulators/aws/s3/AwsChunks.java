package io.sockerless.simulators.aws.s3;

import io.sockerless.simulators.aws.wire.AwsException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The content of an aws-chunked body. The signatures of its chunks are read and not verified.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html">AWS</a>
 */
final class AwsChunks extends InputStream {
    private static final int LONGEST_LINE = 4096;
    private static final int MOST_TRAILERS = 16;

    private final InputStream body;
    private final Map<String, String> trailers = new HashMap<>();
    private long remaining;
    private boolean first = true;
    private boolean ended;

    AwsChunks(InputStream body) {
        this.body = new BufferedInputStream(body, 16 << 10);
    }

    /** By their names in small letters; known when the content has been read to its end. */
    Map<String, String> trailers() {
        return trailers;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (ended || remaining == 0 && !next()) {
            return -1;
        }
        int count = body.read(target, offset, (int) Math.min(length, remaining));
        if (count < 0) {
            throw incomplete();
        }
        remaining -= count;
        return count;
    }

    private boolean next() throws IOException {
        if (!first && !line().isEmpty()) {
            throw incomplete();
        }
        first = false;
        String size = line().replaceFirst(";.*", "");
        if (!size.matches("[0-9a-fA-F]{1,15}")) {
            throw incomplete();
        }
        remaining = Long.parseLong(size, 16);
        if (remaining > 0) {
            return true;
        }
        ended = true;
        for (String line = trailer(); !line.isEmpty(); line = trailer()) {
            int colon = line.indexOf(':');
            if (colon < 1 || trailers.size() >= MOST_TRAILERS) {
                throw new AwsException(
                        "MalformedTrailerError",
                        "The request contained trailing data that was not well-formed"
                                + " or did not conform to our published schema.");
            }
            trailers.put(
                    line.substring(0, colon).strip().toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        // Nothing comes after the trailers; the body's own end is seen so.
        if (body.read() >= 0) {
            throw incomplete();
        }
        return false;
    }

    /** Some clients end the body without the last empty line. */
    private String trailer() throws IOException {
        body.mark(1);
        if (body.read() < 0) {
            return "";
        }
        body.reset();
        return line();
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = body.read(); b != '\n'; b = body.read()) {
            if (b < 0 || line.length() >= LONGEST_LINE) {
                throw incomplete();
            }
            line.append((char) b);
        }
        int end = line.length() - 1;
        return end >= 0 && line.charAt(end) == '\r' ? line.substring(0, end) : line.toString();
    }

    static AwsException incomplete() {
        return new AwsException(
                "IncompleteBody",
                "You did not provide the number of bytes specified by the Content-Length HTTP header");
    }
}
