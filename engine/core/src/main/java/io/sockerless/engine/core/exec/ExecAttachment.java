package io.sockerless.engine.core.exec;

import io.sockerless.drivers.spi.Attachment;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * An exec's streams, whose end means that its exit code is recorded: clients read the code as soon as the output ends, and
 * would take a late one for success.
 */
final class ExecAttachment implements Attachment {
    private final Attachment streams;
    private final InputStream stdout;
    private final InputStream stderr;
    private final Completion completion;
    private volatile boolean closed;

    ExecAttachment(Attachment streams, Completion completion) {
        this.streams = streams;
        this.completion = completion;
        this.stdout = new UntilRecorded(streams.stdout());
        this.stderr = new UntilRecorded(streams.stderr());
    }

    @Override
    public OutputStream stdin() {
        return streams.stdin();
    }

    @Override
    public InputStream stdout() {
        return stdout;
    }

    @Override
    public InputStream stderr() {
        return stderr;
    }

    @Override
    public void close() {
        closed = true;
        streams.close();
        completion.done();
    }

    private final class UntilRecorded extends FilterInputStream {
        UntilRecorded(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            return atEnd(super.read());
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            return atEnd(super.read(buffer, offset, length));
        }

        private int atEnd(int result) throws IOException {
            if (result < 0 && !closed) {
                completion.await();
            }
            return result;
        }
    }
}
