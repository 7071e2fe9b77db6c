package io.sockerless.drivers.docker;

import io.sockerless.drivers.docker.wire.Reply;
import io.sockerless.drivers.docker.wire.Wire;
import io.sockerless.drivers.spi.Attachment;
import io.sockerless.drivers.spi.Channel;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A raw connection to a process: what comes is taken apart by its frames, with a terminal it is all output. */
final class RawAttachment implements Attachment {
    private static final int HEADER = 8;
    private static final int STDERR = 2;

    private final Wire wire;
    private final InputStream in;
    private final Set<Channel> channels;
    private final BoundedPipe stdout = new BoundedPipe();
    private final BoundedPipe stderr = new BoundedPipe();
    private final CountDownLatch over = new CountDownLatch(1);

    private RawAttachment(Reply reply, Set<Channel> channels) {
        this.wire = reply.wire();
        this.in = reply.body();
        this.channels = channels;
        if (!channels.contains(Channel.STDOUT)) {
            stdout.close();
        }
        if (!channels.contains(Channel.STDERR)) {
            stderr.close();
        }
    }

    static RawAttachment of(Reply reply, Set<Channel> channels, boolean terminal) {
        RawAttachment attachment = new RawAttachment(reply, channels);
        Thread.ofVirtual().name("docker-attach").start(() -> attachment.pump(terminal));
        return attachment;
    }

    private void pump(boolean terminal) {
        try {
            if (terminal) {
                stderr.end();
                copy(stdout, Long.MAX_VALUE);
            } else {
                while (frame()) {}
            }
        } catch (IOException _) {
            // The connection is gone; what the process does then is told by its end.
        } finally {
            stdout.end();
            stderr.end();
            over.countDown();
        }
    }

    /** Whether the other side ends the connection in that time, or it is closed here. */
    boolean endsWithin(Duration time) throws InterruptedException {
        return over.await(time.toMillis(), TimeUnit.MILLISECONDS);
    }

    private boolean frame() throws IOException {
        byte[] header = in.readNBytes(HEADER);
        if (header.length < HEADER) {
            return false;
        }
        long length = (header[4] & 0xffL) << 24 | (header[5] & 0xff) << 16 | (header[6] & 0xff) << 8 | header[7] & 0xff;
        copy(header[0] == STDERR ? stderr : stdout, length);
        return true;
    }

    private void copy(BoundedPipe to, long length) throws IOException {
        byte[] buffer = new byte[1 << 14];
        for (long left = length; left > 0; ) {
            int n = in.read(buffer, 0, (int) Math.min(left, buffer.length));
            if (n < 0) {
                if (length == Long.MAX_VALUE) {
                    return;
                }
                throw new EOFException("a frame was cut off");
            }
            to.put(buffer, 0, n);
            left -= n;
        }
    }

    @Override
    public OutputStream stdin() {
        if (!channels.contains(Channel.STDIN)) {
            return new OutputStream() {
                @Override
                public void write(int b) throws IOException {
                    throw new IOException("standard input was not asked for");
                }
            };
        }
        OutputStream out = wire.out();
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                out.write(b);
                out.flush();
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                out.write(bytes, offset, length);
                out.flush();
            }

            @Override
            public void close() throws IOException {
                wire.endOutput();
            }
        };
    }

    @Override
    public InputStream stdout() {
        return channels.contains(Channel.STDOUT) ? stdout : InputStream.nullInputStream();
    }

    @Override
    public InputStream stderr() {
        return channels.contains(Channel.STDERR) ? stderr : InputStream.nullInputStream();
    }

    @Override
    public void close() {
        wire.close();
        stdout.close();
        stderr.close();
    }
}
