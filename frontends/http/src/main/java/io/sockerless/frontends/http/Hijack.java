package io.sockerless.frontends.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.atomic.AtomicLong;

/** The raw connection after the head of an answer. Reads and writes may happen on different threads. */
public final class Hijack {
    private final InputStream input;
    private final OutputStream output;
    private final WireOutput wire;

    Hijack(WireInput in, WireOutput out, AtomicLong sent) {
        wire = out;
        input = new InputStream() {
            @Override
            public int read() throws IOException {
                return in.read();
            }

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                return in.read(target, offset, length);
            }
        };
        output = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                out.write(bytes, offset, length);
                sent.addAndGet(length);
            }
        };
    }

    /** What the client sends; its end is the client's half-close, or its leaving. */
    public InputStream input() {
        return input;
    }

    /** Unbuffered: a write is on its way when it returns. */
    public OutputStream output() {
        return output;
    }

    /** Half-close towards the client. */
    public void endOutput() throws IOException {
        wire.end();
    }
}
