package io.sockerless.engine.oci;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/**
 * Copies every byte that is read or skipped to somewhere else. A failure to write comes out unchecked, so that it is not
 * taken for a fault of the input.
 */
public final class CopyingInput extends InputStream {
    private final InputStream in;
    private final OutputStream copy;

    public CopyingInput(InputStream in, OutputStream copy) {
        this.in = in;
        this.copy = copy;
    }

    @Override
    public int read() throws IOException {
        int b = in.read();
        if (b >= 0) {
            write(new byte[] {(byte) b}, 0, 1);
        }
        return b;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int n = in.read(target, offset, length);
        if (n > 0) {
            write(target, offset, n);
        }
        return n;
    }

    private void write(byte[] bytes, int offset, int length) {
        try {
            copy.write(bytes, offset, length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public long skip(long count) throws IOException {
        byte[] buffer = new byte[Math.clamp(count, 0, 128 << 10)];
        long done = 0;
        while (done < count) {
            int n = read(buffer, 0, (int) Math.min(buffer.length, count - done));
            if (n < 0) {
                break;
            }
            done += n;
        }
        return done;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
