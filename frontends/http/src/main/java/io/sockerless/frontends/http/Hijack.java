package io.sockerless.frontends.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** The raw connection after the head of an answer. Reads and writes may happen on different threads. */
public final class Hijack {
    /** A client that takes no head for so long is not about to take it. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

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
            private boolean begun;

            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                if (!begun) {
                    // Some clients read the head with a buffer, and lose what they find in it of the stream.
                    begun = true;
                    out.awaitReception(PATIENCE);
                }
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
