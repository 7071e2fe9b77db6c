package io.sockerless.simulators.kernel;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.util.Map;
import java.util.Optional;

/**
 * What is answered, whole or while it is being made.
 *
 * @param body empty when there is a file or a stream
 * @param file what is sent instead of the body
 * @param stream what is sent instead of the body, of a length that nobody knows yet
 */
public record Response(
        int status, String type, Map<String, String> headers, byte[] body, Optional<Part> file, Optional<Stream> stream)
        implements AutoCloseable {
    /** Bytes of a file, which is closed with the response. */
    public record Part(FileChannel channel, long position, long count) {}

    /** A body that is made while it is sent; it is closed with the response. */
    @FunctionalInterface
    public interface Stream extends AutoCloseable {
        /**
         * Writes all of it; each write is on its way when it returns. Interrupted when the client leaves.
         *
         * @throws InterruptedException when it cannot be ended: the connection is cut, so that the client sees it
         */
        void writeTo(OutputStream out) throws IOException, InterruptedException;

        @Override
        default void close() {
            // There is nothing to close.
        }
    }

    public Response(int status, String type, Map<String, String> headers, byte[] body) {
        this(status, type, headers, body, Optional.empty(), Optional.empty());
    }

    public Response(int status, String type, Map<String, String> headers, Part file) {
        this(status, type, headers, new byte[0], Optional.of(file), Optional.empty());
    }

    public Response(int status, String type, Map<String, String> headers, Stream stream) {
        this(status, type, headers, new byte[0], Optional.empty(), Optional.of(stream));
    }

    /** The same with these headers. */
    public Response with(Map<String, String> others) {
        return new Response(status, type, others, body, file, stream);
    }

    @Override
    public void close() throws IOException {
        stream.ifPresent(Stream::close);
        if (file.isPresent()) {
            file.get().channel().close();
        }
    }
}
