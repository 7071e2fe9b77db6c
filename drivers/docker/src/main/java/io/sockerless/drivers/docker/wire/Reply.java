package io.sockerless.drivers.docker.wire;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;

/**
 * An answer, whose body is read from the connection. To be closed.
 *
 * @param headers by names in lower case
 * @param raw what both sides say from now on, when the connection was hijacked
 */
public record Reply(int status, Map<String, String> headers, InputStream body, Wire wire, boolean raw)
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
        wire.close();
    }
}
