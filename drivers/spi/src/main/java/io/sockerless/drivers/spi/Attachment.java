package io.sockerless.drivers.spi;

import java.io.InputStream;
import java.io.OutputStream;

/**
 * A connection to the standard streams of a process. Streams that were not asked for are empty or refuse writes. A slow
 * reader holds the process back once the buffers between are full, as a pipe would.
 */
public interface Attachment extends AutoCloseable {
    /** Bytes for the process; blocks while it does not read; {@code close} is a half-close: the process sees end of file. */
    OutputStream stdin();

    /** Output until the process ends or the attachment is closed. */
    InputStream stdout();

    InputStream stderr();

    /** Detaches; the process goes on. Idempotent. */
    @Override
    void close();
}
