package io.sockerless.drivers.wasm;

import io.sockerless.drivers.spi.Attachment;
import io.sockerless.drivers.spi.Channel;
import io.sockerless.drivers.spi.Task;
import io.sockerless.engine.model.ExitStatus;
import io.sockerless.engine.model.NetworkStatus;
import io.sockerless.engine.model.Signal;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.util.Set;

/** A run of an earlier daemon's: over, in whatever way. */
record LostTask(String containerId, ExitStatus exit) implements Task {
    @Override
    public Instant start() {
        throw new IllegalStateException("it has been started");
    }

    @Override
    public long pid() {
        return 0;
    }

    @Override
    public NetworkStatus network() {
        return NetworkStatus.NONE;
    }

    @Override
    public ExitStatus await() {
        return exit;
    }

    @Override
    public boolean ended() {
        return true;
    }

    @Override
    public void signal(Signal signal) {}

    @Override
    public Attachment attach(Set<Channel> channels) {
        return new Attachment() {
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
    }

    @Override
    public void release() {}
}
