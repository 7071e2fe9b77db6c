package io.sockerless.engine.core.container;

import io.sockerless.drivers.spi.Attachment;
import io.sockerless.drivers.spi.Channel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;

/** Streams of a child process for one client; output waits here without bounds. */
final class ProcessAttachment implements Attachment {
    private static final byte[] END = new byte[0];

    private final Map<Channel, BlockingQueue<byte[]>> output = new EnumMap<>(Channel.class);
    private final CountDownLatch connected = new CountDownLatch(1);
    private volatile OutputStream stdin = OutputStream.nullOutputStream();

    ProcessAttachment(Set<Channel> channels) {
        channels.forEach(channel -> output.put(channel, new LinkedBlockingQueue<>()));
    }

    void connect(OutputStream processInput) {
        stdin = processInput;
        connected.countDown();
    }

    void offer(Channel channel, byte[] data) {
        if (output.containsKey(channel)) {
            output.get(channel).add(data);
        }
    }

    void end(Channel channel) {
        offer(channel, END);
    }

    @Override
    public OutputStream stdin() {
        try {
            connected.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return stdin;
    }

    @Override
    public InputStream stdout() {
        return stream(Channel.STDOUT);
    }

    @Override
    public InputStream stderr() {
        return stream(Channel.STDERR);
    }

    private InputStream stream(Channel channel) {
        BlockingQueue<byte[]> queue = output.get(channel);
        if (queue == null) {
            return InputStream.nullInputStream();
        }
        return new InputStream() {
            private ByteArrayInputStream now = new ByteArrayInputStream(new byte[0]);
            private boolean ended;

            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                try {
                    while (now.available() == 0 && !ended) {
                        byte[] next = queue.take();
                        ended = next.length == 0;
                        now = new ByteArrayInputStream(next);
                    }
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new IOException(e);
                }
                return now.available() == 0 ? -1 : now.read(buffer, offset, length);
            }
        };
    }

    @Override
    public void close() {
        end(Channel.STDOUT);
        end(Channel.STDERR);
    }
}
