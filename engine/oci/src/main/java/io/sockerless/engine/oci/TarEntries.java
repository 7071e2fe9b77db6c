package io.sockerless.engine.oci;

import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * The entries of a tar whose maker is not trusted: headers take bounded memory and stack, however long they claim to be.
 * Used by one thread.
 */
public final class TarEntries implements AutoCloseable {
    /** All headers of one entry together; a Linux extended attribute has at most half of that. */
    private static final int LONGEST_HEADERS = 128 << 10;

    private static final int RECORD = 512;

    private final Limited source;
    private final Reader tar;

    /** Closing this closes {@code in}. */
    public TarEntries(InputStream in) {
        source = new Limited(in);
        tar = new Reader(source);
    }

    /**
     * Goes on to the next entry, whatever of the present one was read; empty at the end.
     *
     * @throws EngineException INVALID in dockerd's words if this is no tar
     */
    public Optional<TarArchiveEntry> next() throws IOException {
        try {
            skipEntry();
            source.allowMissingPadding();
            source.left = LONGEST_HEADERS;
            return Optional.ofNullable(tar.getNextEntry());
        } catch (IOException | IllegalArgumentException e) {
            throw damaged(e);
        } finally {
            source.left = Long.MAX_VALUE;
        }
    }

    private void skipEntry() throws IOException {
        if (tar.getCurrentEntry() != null) {
            while (tar.skip(Long.MAX_VALUE) > 0) {
                // holes count, but cost nothing
            }
        }
    }

    /**
     * Bytes of the present entry; -1 at its end.
     *
     * @throws EngineException INVALID if the tar ends before
     */
    public int read(byte[] buffer) throws IOException {
        try {
            return tar.read(buffer);
        } catch (IOException e) {
            throw damaged(e);
        }
    }

    /** Where the bytes of the entry that {@link #next} gave begin, as long as none were read. */
    public long position() {
        return source.total;
    }

    /** Whether anything at all was there, an entry or not. */
    public boolean hasBytes() {
        return source.total > 0;
    }

    private static EngineException damaged(Exception e) {
        boolean cut =
                e instanceof EOFException || String.valueOf(e.getMessage()).startsWith("Truncated");
        return new EngineException(ErrorKind.INVALID, cut ? "unexpected EOF" : "archive/tar: invalid tar header", e);
    }

    @Override
    public void close() throws IOException {
        tar.close();
    }

    private static final class Limited extends FilterInputStream {
        private long left = Long.MAX_VALUE;
        private long total;
        private long padded;

        Limited(InputStream in) {
            super(in);
        }

        /** Where the last entry's bytes end, the tar may end: docker's client leaves off what would fill the record. */
        void allowMissingPadding() {
            padded = Math.ceilDiv(total, RECORD) * RECORD;
        }

        @Override
        public int read() throws IOException {
            int b = super.read();
            return counted(b < 0 && total < padded ? 0 : b, 1);
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int n = super.read(target, offset, length);
            if (n < 0 && total < padded) {
                n = (int) Math.min(length, padded - total);
                Arrays.fill(target, offset, offset + n, (byte) 0);
            }
            return counted(n, n);
        }

        private int counted(int result, int n) throws IOException {
            if (result >= 0) {
                left -= n;
                total += n;
            }
            if (left < 0) {
                throw new IOException("tar headers are longer than " + LONGEST_HEADERS + " bytes");
            }
            return result;
        }
    }

    private static final class Reader extends TarArchiveInputStream {
        private final Limited source;

        Reader(Limited source) {
            super(source);
            this.source = source;
        }

        /** A cut in a header is no end. */
        @Override
        protected byte[] readRecord() throws IOException {
            long before = source.total;
            byte[] record = super.readRecord();
            if (record == null && source.total > before && !isAtEOF()) {
                throw new EOFException("a header is cut");
            }
            return record;
        }
    }
}
