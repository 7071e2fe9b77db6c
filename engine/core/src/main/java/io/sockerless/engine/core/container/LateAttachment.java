package io.sockerless.engine.core.container;

import io.sockerless.drivers.spi.Attachment;
import io.sockerless.drivers.spi.Channel;
import io.sockerless.drivers.spi.HasLogs.LogReader;
import io.sockerless.drivers.spi.Task;
import io.sockerless.engine.core.Containers.ClientAttachment;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A client's attachment to one run of a container, which may still have to begin. It is connected between the making of the
 * task and its start, so that not a byte of output is missed.
 */
final class LateAttachment implements ClientAttachment {
    private final Set<Channel> channels;
    private final Optional<LogReader> replay;
    private final Runnable onClose;
    private final Runnable onDetach;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private Attachment streams;
    private boolean closed;

    LateAttachment(Set<Channel> channels, Optional<LogReader> replay, Runnable onClose, Runnable onDetach) {
        this.channels = channels;
        this.replay = replay;
        this.onClose = onClose;
        this.onDetach = onDetach;
    }

    void connect(Task task) {
        lock.lock();
        try {
            if (!closed) {
                streams = task.attach(channels);
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** The run that it waited for does not come, or failed to start. */
    void abandon() {
        lock.lock();
        try {
            closed = true;
            if (streams != null) {
                streams.close();
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Optional<LogReader> replay() {
        return replay;
    }

    @Override
    public Optional<Attachment> streams() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (streams == null && !closed) {
                changed.await();
            }
            return Optional.ofNullable(streams);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void detached() {
        onDetach.run();
        close();
    }

    @Override
    public void close() {
        abandon();
        replay.ifPresent(LogReader::close);
        onClose.run();
    }
}
