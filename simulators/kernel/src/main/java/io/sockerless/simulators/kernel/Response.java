package io.sockerless.simulators.kernel;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.Map;
import java.util.Optional;

/**
 * What is answered, whole.
 *
 * @param body empty when there is a file
 * @param file what is sent instead of the body
 */
public record Response(int status, String type, Map<String, String> headers, byte[] body, Optional<Part> file)
        implements AutoCloseable {
    /** Bytes of a file, which is closed with the response. */
    public record Part(FileChannel channel, long position, long count) {}

    public Response(int status, String type, Map<String, String> headers, byte[] body) {
        this(status, type, headers, body, Optional.empty());
    }

    @Override
    public void close() throws IOException {
        if (file.isPresent()) {
            file.get().channel().close();
        }
    }
}
