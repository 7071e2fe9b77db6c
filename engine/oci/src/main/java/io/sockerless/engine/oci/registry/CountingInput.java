package io.sockerless.engine.oci.registry;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.LongConsumer;

/** Tells how many bytes were read so far. */
final class CountingInput extends FilterInputStream {
    private final LongConsumer count;
    private long total;

    CountingInput(InputStream in, LongConsumer count) {
        super(in);
        this.count = count;
    }

    @Override
    public int read() throws IOException {
        int b = super.read();
        if (b >= 0) {
            count.accept(++total);
        }
        return b;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int n = super.read(target, offset, length);
        if (n > 0) {
            total += n;
            count.accept(total);
        }
        return n;
    }

    @Override
    public long skip(long length) throws IOException {
        return Math.max(0, read(new byte[Math.clamp(length, 0, 64 << 10)]));
    }

    @Override
    public boolean markSupported() {
        return false; // bytes would count twice
    }
}
