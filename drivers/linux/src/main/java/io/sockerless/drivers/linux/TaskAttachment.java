package io.sockerless.drivers.linux;

import io.sockerless.drivers.agent.ShimClient.Standard;
import io.sockerless.drivers.agent.ShimStreams;
import io.sockerless.drivers.spi.Attachment;
import io.sockerless.drivers.spi.Channel;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.EnumSet;
import java.util.Set;

/** Streams that the supervisor serves. */
final class TaskAttachment implements Attachment {
    /** To something that has ended. */
    static final Attachment ENDED = new Attachment() {
        @Override
        public OutputStream stdin() {
            return OutputStream.nullOutputStream();
        }

        @Override
        public InputStream stdout() {
            return InputStream.nullInputStream();
        }

        @Override
        public InputStream stderr() {
            return InputStream.nullInputStream();
        }

        @Override
        public void close() {}
    };

    private final ShimStreams streams;
    private final Runnable closed;
    private boolean open = true;

    /** @param closed runs once */
    TaskAttachment(ShimStreams streams, Runnable closed) {
        this.streams = streams;
        this.closed = closed;
    }

    static Set<Standard> standards(Set<Channel> channels) {
        Set<Standard> out = EnumSet.noneOf(Standard.class);
        for (Channel channel : channels) {
            out.add(
                    switch (channel) {
                        case STDIN -> Standard.STDIN;
                        case STDOUT -> Standard.STDOUT;
                        case STDERR -> Standard.STDERR;
                    });
        }
        return out;
    }

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
        synchronized (this) {
            if (!open) {
                return;
            }
            open = false;
        }
        streams.close();
        closed.run();
    }
}
