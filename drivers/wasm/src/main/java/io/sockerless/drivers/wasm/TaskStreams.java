package io.sockerless.drivers.wasm;

import io.sockerless.drivers.logs.JsonLogWriter;
import io.sockerless.drivers.spi.Attachment;
import io.sockerless.drivers.spi.Channel;
import io.sockerless.drivers.wasm.wasi.Streams;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/** A task's standard streams: what the guest writes goes to the log and to whoever is attached. */
final class TaskStreams implements Streams {
    private static final int INPUT = 64 << 10;
    private static final int OUTPUT = 1 << 20;

    private final JsonLogWriter log;
    private final boolean once;
    private final Pipe input = new Pipe(INPUT);
    private final List<Attached> attached = new CopyOnWriteArrayList<>();
    private boolean ended;

    /**
     * @param open whether there is an input at all
     * @param once whether the end of one client's input is the end for the guest
     */
    TaskStreams(JsonLogWriter log, boolean open, boolean once) {
        this.log = log;
        this.once = once;
        if (!open) {
            input.end();
        }
    }

    @Override
    public int read(byte[] to, int offset, int length) throws InterruptedException {
        return input.read(to, offset, length);
    }

    @Override
    public boolean awaitInput(long nanos) throws InterruptedException {
        return input.awaitReadable(nanos);
    }

    @Override
    public void write(boolean error, byte[] from, int offset, int length) throws InterruptedException {
        log.write(error, from, offset, length);
        for (Attached one : attached) {
            Pipe pipe = error ? one.errors : one.output;
            if (!pipe.write(from, offset, length)) {
                continue;
            }
        }
    }

    @Override
    public boolean terminal() {
        return false;
    }

    synchronized Attachment attach(Set<Channel> channels) {
        Attached one = new Attached(channels);
        if (ended) {
            one.end();
        } else {
            attached.add(one);
        }
        return one;
    }

    /** Everything has been written. */
    synchronized void end() {
        ended = true;
        log.close();
        attached.forEach(Attached::end);
        input.abandon();
    }

    private final class Attached implements Attachment {
        private final boolean writes;
        private final Pipe output = new Pipe(OUTPUT);
        private final Pipe errors = new Pipe(OUTPUT);

        Attached(Set<Channel> channels) {
            writes = channels.contains(Channel.STDIN);
            if (!channels.contains(Channel.STDOUT)) {
                drop(output);
            }
            if (!channels.contains(Channel.STDERR)) {
                drop(errors);
            }
        }

        private static void drop(Pipe pipe) {
            pipe.end();
            pipe.abandon();
        }

        void end() {
            output.end();
            errors.end();
        }

        @Override
        public OutputStream stdin() {
            return new OutputStream() {
                @Override
                public void write(int b) throws IOException {
                    write(new byte[] {(byte) b}, 0, 1);
                }

                @Override
                public void write(byte[] from, int offset, int length) throws IOException {
                    try {
                        if (!writes || !input.write(from, offset, length)) {
                            throw new IOException("nobody reads the input");
                        }
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                        throw (IOException) new InterruptedIOException().initCause(e);
                    }
                }

                @Override
                public void close() {
                    if (writes && once) {
                        input.end();
                    }
                }
            };
        }

        @Override
        public InputStream stdout() {
            return output.reader();
        }

        @Override
        public InputStream stderr() {
            return errors.reader();
        }

        @Override
        public void close() {
            attached.remove(this);
            output.abandon();
            errors.abandon();
        }
    }
}
