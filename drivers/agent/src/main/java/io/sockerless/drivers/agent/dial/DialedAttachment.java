package io.sockerless.drivers.agent.dial;

import io.sockerless.drivers.agent.ShimStreams;
import io.sockerless.drivers.spi.Attachment;
import java.io.InputStream;
import java.io.OutputStream;

/** A process's streams through its agent. */
record DialedAttachment(ShimStreams streams) implements Attachment {
    @Override
    public OutputStream stdin() {
        return streams.stdin();
    }

    @Override
    public InputStream stdout() {
        return streams.stdout();
    }

    @Override
    public InputStream stderr() {
        return streams.stderr();
    }

    @Override
    public void close() {
        streams.close();
    }
}
