package io.sockerless.frontends.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** A request's body, by length or in chunks of any size; never more of it in memory than the reader asks for. */
final class RequestBody extends InputStream {
    /** As much of an unread body is skipped to keep the connection; beyond it closing is cheaper. */
    private static final int SKIP = 256 << 10;

    private static final int MAX_CHUNK_LINE = 4 << 10;
    private static final int MAX_TRAILERS = 64 << 10;
    private static final byte[] CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final WireInput input;
    private final WireOutput output;
    private final boolean chunked;
    private final Map<String, String> trailers = new HashMap<>();
    private long remaining;
    private boolean ended;
    private boolean first = true;
    private boolean continueExpected;
    private boolean broken;

    /** @param length -1 for chunks */
    RequestBody(WireInput input, WireOutput output, long length, boolean continueExpected) {
        this.input = input;
        this.output = output;
        this.chunked = length < 0;
        this.remaining = Math.max(length, 0);
        this.ended = length == 0;
        this.continueExpected = continueExpected && !ended;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (ended) {
            return -1;
        }
        if (length == 0) {
            return 0;
        }
        invite();
        // Stays so when anything below fails: what follows on the connection cannot be told apart any more.
        broken = true;
        if (chunked && remaining == 0 && !nextChunk()) {
            broken = false;
            return -1;
        }
        int count = input.read(target, offset, (int) Math.min(length, remaining));
        if (count < 0) {
            throw new TruncatedBodyException();
        }
        broken = false;
        remaining -= count;
        ended = !chunked && remaining == 0;
        return count;
    }

    /** Has a client that waits for it send the body; after the answer's head that is too late. */
    void invite() throws IOException {
        if (continueExpected) {
            continueExpected = false;
            output.write(CONTINUE, 0, CONTINUE.length);
        }
    }

    /** Reads to the end. @return false if that is not worth it, or impossible */
    boolean skipRest() {
        if (continueExpected || broken) {
            return false;
        }
        if (ended) {
            return true;
        }
        byte[] waste = new byte[8 << 10];
        int skipped = 0;
        try {
            int count;
            while ((count = read(waste, 0, waste.length)) >= 0) {
                skipped += count;
                if (skipped > SKIP) {
                    return false;
                }
            }
            return true;
        } catch (IOException | MalformedRequestException _) {
            return false;
        }
    }

    boolean ended() {
        return ended;
    }

    /** What was sent behind the last chunk, known at the end; empty for nothing. */
    String trailer(String name) {
        return trailers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
    }

    private boolean nextChunk() throws IOException {
        if (!first && !line(MAX_CHUNK_LINE).isEmpty()) {
            throw new MalformedRequestException("malformed chunked encoding");
        }
        first = false;
        String line = line(MAX_CHUNK_LINE);
        int extension = line.indexOf(';');
        String size = (extension < 0 ? line : line.substring(0, extension)).strip();
        if (size.isEmpty() || size.length() > 15 || !size.chars().allMatch(c -> Character.digit(c, 16) >= 0)) {
            throw new MalformedRequestException("invalid byte in chunk length");
        }
        remaining = Long.parseLong(size, 16);
        if (remaining > 0) {
            return true;
        }
        int length = 0;
        for (String trailer = line(MAX_TRAILERS); !trailer.isEmpty(); trailer = line(MAX_TRAILERS)) {
            length += trailer.length();
            if (length > MAX_TRAILERS) {
                throw new MalformedRequestException("trailers too long");
            }
            int colon = trailer.indexOf(':');
            if (colon > 0) {
                trailers.put(
                        trailer.substring(0, colon).toLowerCase(Locale.ROOT),
                        trailer.substring(colon + 1).strip());
            }
        }
        ended = true;
        return false;
    }

    private String line(int longest) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = input.read(); b != '\n'; b = input.read()) {
            if (b < 0) {
                throw new TruncatedBodyException();
            }
            if (line.length() >= longest) {
                throw new MalformedRequestException("header line too long");
            }
            line.append((char) b);
        }
        int end = line.length() - 1;
        return end >= 0 && line.charAt(end) == '\r' ? line.substring(0, end) : line.toString();
    }
}
