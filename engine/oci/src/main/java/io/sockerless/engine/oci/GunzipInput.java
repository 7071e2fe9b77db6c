package io.sockerless.engine.oci;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipException;

/**
 * The bytes of a gzip stream of one or more members (RFC 1952). Names and comments in its headers are skipped and never
 * kept, so that memory is bounded whatever they claim. Fails in the words of Go's reader.
 */
final class GunzipInput extends InputStream {
    private static final int CHECKED_HEADER = 1 << 1;
    private static final int EXTRA = 1 << 2;
    private static final int NAME = 1 << 3;
    private static final int COMMENT = 1 << 4;
    private static final int RESERVED = 0xe0;

    private final InputStream in;
    private final Inflater inflater = new Inflater(true);
    private final CRC32 crc = new CRC32();
    private final byte[] buffer = new byte[128 << 10];
    private int at;
    private int end;
    private boolean inMember;
    private boolean first = true;
    private boolean ended;

    GunzipInput(InputStream in) {
        this.in = in;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (!ended) {
            if (inMember) {
                int n = inflate(target, offset, length);
                if (n > 0) {
                    crc.update(target, offset, n);
                    return n;
                }
                trailer();
                inMember = false;
            } else {
                inMember = header();
                ended = !inMember;
                inflater.setInput(buffer, at, end - at);
                at = end;
            }
        }
        return -1;
    }

    /** Some bytes of this member; none at its end. */
    private int inflate(byte[] target, int offset, int length) throws IOException {
        try {
            while (true) {
                int n = inflater.inflate(target, offset, length);
                if (n > 0) {
                    return n;
                }
                if (inflater.finished()) {
                    at = end - inflater.getRemaining();
                    return 0;
                }
                if (inflater.needsDictionary()) {
                    throw new ZipException("flate: corrupt input");
                }
                if (inflater.needsInput()) {
                    if (!fill()) {
                        throw new EOFException("unexpected EOF");
                    }
                    inflater.setInput(buffer, 0, end);
                    at = end;
                }
            }
        } catch (DataFormatException e) {
            throw (IOException) new ZipException("flate: corrupt input").initCause(e);
        }
    }

    /** Reads a member's header; false if there is no further member. */
    private boolean header() throws IOException {
        if (at == end && !fill()) {
            if (first) {
                throw new EOFException("unexpected EOF");
            }
            return false;
        }
        first = false;
        boolean magic = next() == 0x1f && next() == 0x8b && next() == 8;
        int flags = magic ? next() : RESERVED;
        if ((flags & RESERVED) != 0) {
            throw new ZipException("gzip: invalid header");
        }
        skip(6); // time, extra flags, operating system
        if ((flags & EXTRA) != 0) {
            skip(next() | next() << 8);
        }
        for (int text = flags & (NAME | COMMENT); text != 0; text &= text - 1) {
            while (next() != 0) {
                // not wanted
            }
        }
        if ((flags & CHECKED_HEADER) != 0) {
            skip(2);
        }
        return true;
    }

    private void trailer() throws IOException {
        boolean whole = number() == crc.getValue() && number() == (inflater.getBytesWritten() & 0xffffffffL);
        if (!whole) {
            throw new ZipException("gzip: invalid checksum");
        }
        crc.reset();
        inflater.reset();
    }

    private long number() throws IOException {
        return next() | next() << 8 | next() << 16 | (long) next() << 24;
    }

    private void skip(int bytes) throws IOException {
        for (int i = 0; i < bytes; i++) {
            next();
        }
    }

    private int next() throws IOException {
        if (at == end && !fill()) {
            throw new EOFException("unexpected EOF");
        }
        return buffer[at++] & 0xff;
    }

    private boolean fill() throws IOException {
        at = 0;
        end = Math.max(0, in.read(buffer));
        return end > 0;
    }

    @Override
    public void close() throws IOException {
        inflater.end();
        in.close();
    }
}
