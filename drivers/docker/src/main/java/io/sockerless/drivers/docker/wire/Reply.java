package io.sockerless.drivers.docker.wire;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;

/**
 * An answer, whose body is read from the connection. To be closed.
 *
 * @param headers by names in lower case
 * @param wire to be closed for an end in the middle
 * @param done what becomes of the connection
 */
public record Reply(int status, Map<String, String> headers, InputStream body, Wire wire, Runnable done)
        implements AutoCloseable {
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    /** The whole body. */
    public byte[] bytes() throws IOException {
        return body.readAllBytes();
    }

    @Override
    public void close() {
        done.run();
    }
}
