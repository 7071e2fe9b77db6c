package io.sockerless.drivers.aws;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** Reads what is being written, by two threads. */
final class Piped {
    private static final int BUFFER = 64 << 10;

    private Piped() {}

    @FunctionalInterface
    interface Writer {
        void write(OutputStream to) throws IOException;
    }

    @FunctionalInterface
    interface Reader {
        void read(InputStream from) throws IOException;
    }

    /** Returns when both are through; what the reader threw counts, else what the writer threw. */
    static void through(Writer writer, Reader reader) throws IOException {
        CompletableFuture<Void> written = new CompletableFuture<>();
        try (PipedInputStream from = new PipedInputStream(BUFFER)) {
            PipedOutputStream to = new PipedOutputStream(from);
            Thread.ofVirtual().name("piped").start(() -> {
                try (to) {
                    writer.write(to);
                    written.complete(null);
                } catch (IOException | RuntimeException e) {
                    written.completeExceptionally(e);
                }
            });
            reader.read(from);
        }
        try {
            written.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException known) {
                throw known;
            }
            throw new IOException(e.getCause());
        }
    }
}
