package io.sockerless.engine.core.container;

import io.sockerless.drivers.spi.Channel;
import io.sockerless.drivers.spi.HasLogs;
import io.sockerless.drivers.spi.HasLogs.LogEntry;
import io.sockerless.drivers.spi.HasLogs.LogQuery;
import io.sockerless.drivers.spi.HasLogs.LogReader;
import io.sockerless.drivers.spi.Task;
import io.sockerless.engine.core.Containers.ClientAttachment;
import io.sockerless.engine.model.Container;
import io.sockerless.engine.model.ContainerState.Paused;
import io.sockerless.engine.model.ContainerState.Restarting;
import io.sockerless.engine.model.ContainerState.Running;
import io.sockerless.engine.model.EngineException;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** Logs of containers and clients' attachments to them. */
final class ContainerStreams {
    private static final Duration SHORT_RUN = Duration.ofMillis(100);

    private final Context context;

    ContainerStreams(Context context) {
        this.context = context;
    }

    /**
     * Only a container that runs can be followed. Who does not follow and asks right after the start finds all that a
     * short command wrote: clients are used to engines that answer a start later than such a command ends.
     */
    LogReader logs(ContainerLife life, LogQuery query) throws InterruptedException {
        if (!query.follow()) {
            awaitShortRun(life);
        }
        return written(life, query);
    }

    private void awaitShortRun(ContainerLife life) throws InterruptedException {
        Waits.Mark end = life.locked(life.waits::mark);
        if (life.container().state() instanceof Running running) {
            Duration left = Duration.between(
                    context.clock().instant(), running.startedAt().plus(SHORT_RUN));
            if (left.isPositive() && left.compareTo(SHORT_RUN) <= 0) {
                end.await(left);
            }
        }
    }

    private LogReader written(ContainerLife life, LogQuery query) {
        Container container = life.container();
        if (container.host().logType().equals("none") || !(context.driver() instanceof HasLogs logs)) {
            throw EngineException.notImplemented("configured logging driver does not support reading");
        }
        boolean follow = query.follow() && container.state().alive();
        return logs.logs(life.id(), new LogQuery(query.tail(), query.since(), query.until(), follow));
    }

    ClientAttachment attach(ContainerLife life, String ref, Set<Channel> channels, boolean replayLogs, boolean stream) {
        Set<Channel> wanted = channels.isEmpty() ? EnumSet.noneOf(Channel.class) : EnumSet.copyOf(channels);
        if (!life.container().config().openStdin()) {
            wanted.remove(Channel.STDIN);
        }
        return life.locked(() -> attachLocked(life, ref, wanted, replayLogs, stream));
    }

    private ClientAttachment attachLocked(
            ContainerLife life, String ref, Set<Channel> channels, boolean replayLogs, boolean stream) {
        life.requirePresent();
        Container container = life.container();
        if (container.state() instanceof Paused) {
            throw EngineException.conflict("container " + ref + " is paused, unpause the container before attach");
        }
        if (container.state() instanceof Restarting) {
            throw EngineException.conflict(
                    "container " + ref + " is restarting, wait until the container is running before attach");
        }
        // What is logged up to here is replayed; what comes later is live. The driver stamps entries with the same
        // clock.
        Optional<LogReader> replay = replayLogs
                ? Optional.of(written(
                                life,
                                new LogQuery(-1, Instant.MIN, context.clock().instant(), false)))
                        .map(reader -> channels.containsAll(Set.of(Channel.STDOUT, Channel.STDERR))
                                ? reader
                                : new ChannelReader(reader, channels))
                : Optional.empty();
        LateAttachment[] self = new LateAttachment[1];
        self[0] = new LateAttachment(
                channels,
                replay,
                () -> life.attachments.remove(self[0]),
                () -> context.events().publish(life.container(), "detach"));
        LateAttachment attachment = self[0];
        Optional<Task> running = life.task().filter(_ -> container.state().alive());
        if (!stream) {
            attachment.abandon();
        } else if (running.isPresent()) {
            attachment.connect(running.get());
        } else {
            life.attachments.add(attachment);
        }
        context.events().publish(container, "attach");
        return attachment;
    }

    /** Passes on the channels that a client asked for. */
    private record ChannelReader(LogReader reader, Set<Channel> channels) implements LogReader {
        @Override
        public Optional<LogEntry> next() throws InterruptedException {
            Optional<LogEntry> entry = reader.next();
            while (entry.isPresent() && !channels.contains(entry.get().channel())) {
                entry = reader.next();
            }
            return entry;
        }

        @Override
        public void close() {
            reader.close();
        }
    }
}
