package io.sockerless.simulators.kernel;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.util.Map;
import java.util.Optional;

/**
 * What is answered, whole or as it comes.
 *
 * @param body empty when there is a file or a flow
 * @param file what is sent instead of the body
 * @param flow what writes the body as it comes
 */
public record Response(
        int status, String type, Map<String, String> headers, byte[] body, Optional<Part> file, Optional<Flow> flow)
        implements AutoCloseable {
    /** Bytes of a file, which is closed with the response. */
    public record Part(FileChannel channel, long position, long count) {}

    /** A body of no length that is known; each write is on its way when it returns. */
    @FunctionalInterface
    public interface Flow {
        /** Ends the answer when it returns; it is interrupted when the client leaves. */
        void write(OutputStream out) throws IOException, InterruptedException;
    }

    public Response(int status, String type, Map<String, String> headers, byte[] body, Optional<Part> file) {
        this(status, type, headers, body, file, Optional.empty());
    }

    public Response(int status, String type, Map<String, String> headers, byte[] body) {
        this(status, type, headers, body, Optional.empty());
    }

    public static Response flowing(String type, Map<String, String> headers, Flow flow) {
        return new Response(200, type, headers, new byte[0], Optional.empty(), Optional.of(flow));
    }

    @Override
    public void close() throws IOException {
        if (file.isPresent()) {
            file.get().channel().close();
        }
    }
}
