package io.sockerless.engine.oci;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * Reads a stream on its own thread, a few buffers ahead. The thread is a platform one because decoders are native code,
 * which would pin a carrier. It ends when the stream does, fails, or is closed.
 */
final class ReadAhead extends InputStream {
    private static final int BUFFER = 256 << 10;
    private static final int BUFFERS = 4;
    private static final Chunk END = new Chunk(new byte[0], 0, null);

    private record Chunk(byte[] bytes, int length, Throwable failure) {}

    private final InputStream source;
    private final BlockingQueue<Chunk> full = new ArrayBlockingQueue<>(BUFFERS + 1);
    private final BlockingQueue<byte[]> empty = new ArrayBlockingQueue<>(BUFFERS);
    private final Thread reader;
    private Chunk current = new Chunk(new byte[0], 0, null);
    private int position;
    private boolean closed;

    ReadAhead(InputStream source) {
        this.source = source;
        for (int i = 0; i < BUFFERS; i++) {
            empty.add(new byte[BUFFER]);
        }
        reader = Thread.ofPlatform().daemon().name("inflate").start(this::fill);
    }

    private void fill() {
        try {
            while (true) {
                byte[] buffer = empty.take();
                int n = source.readNBytes(buffer, 0, buffer.length);
                if (n > 0) {
                    full.put(new Chunk(buffer, n, null));
                }
                if (n < buffer.length) {
                    full.put(END);
                    return;
                }
            }
        } catch (InterruptedException _) {
            // the consumer closed: nobody waits for more
        } catch (Throwable e) { // even an error must reach the consumer, or that waits for ever
            full.add(new Chunk(new byte[0], 0, e)); // never full: it holds one more than there are buffers
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (closed) {
            throw new IOException("Stream closed");
        }
        if (length == 0) {
            return 0;
        }
        while (position == current.length) {
            if (current == END) {
                return -1;
            }
            if (current.failure instanceof RuntimeException e) {
                throw e;
            }
            if (current.failure != null) {
                throw new IOException(current.failure.getMessage(), current.failure);
            }
            next();
        }
        int n = Math.min(length, current.length - position);
        System.arraycopy(current.bytes, position, target, offset, n);
        position += n;
        return n;
    }

    private void next() throws IOException {
        if (current.bytes.length > 0) {
            empty.add(current.bytes);
        }
        position = 0;
        try {
            current = full.take();
        } catch (InterruptedException e) {
            current = new Chunk(new byte[0], 0, new IOException("interrupted while reading", e));
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        reader.interrupt();
        boolean interrupted = false;
        while (reader.isAlive()) {
            try {
                reader.join();
            } catch (InterruptedException _) {
                interrupted = true; // the decoder may not be closed under the thread that uses it
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        source.close();
    }
}
