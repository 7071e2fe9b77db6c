package io.sockerless.simulators.kernel.docker;

import io.sockerless.drivers.docker.wire.Reply;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** What happens to a container from now on. To be closed, which ends a wait of another thread, too. */
public final class Events implements AutoCloseable {
    private final Reply reply;
    private final BufferedReader lines;

    Events(Reply reply) {
        this.reply = reply;
        this.lines = new BufferedReader(new InputStreamReader(reply.body(), StandardCharsets.UTF_8));
    }

    /** Waits for the next one; false when the engine tells no more. */
    public boolean next() throws IOException {
        return lines.readLine() != null;
    }

    /** Ends the connection. */
    @Override
    public void close() {
        reply.wire().close();
        reply.close();
    }
}
