package io.sockerless.simulators.aws.logs;

import io.sockerless.engine.store.Batch;
import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.Caller;
import io.sockerless.simulators.kernel.Documents;
import io.sockerless.simulators.kernel.State;
import java.time.Clock;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** The groups, streams and events that there are. Changes are one after the other. */
final class LogStore {
    private final State state;
    private final Clock clock;
    private final Documents<LogGroup> groups;
    private final Documents<LogStream> streams;
    private final Documents<LogBatch> batches;
    private final Map<String, NavigableMap<Position, StoredEvent>> events = new ConcurrentHashMap<>();
    private long next = 1;

    LogStore(State state, Clock clock) {
        this.state = state;
        this.clock = clock;
        groups = state.documents("logs-group", LogGroup.class, LogGroup::key);
        streams = state.documents("logs-stream", LogStream.class, LogStream::key);
        batches = state.documents("logs-batch", LogBatch.class, LogBatch::key);
        batches.all(_ -> true).forEach(this::remember);
    }

    private void remember(LogBatch batch) {
        NavigableMap<Position, StoredEvent> known = events(batch.stream());
        String stream = batch.stream().substring(batch.stream().lastIndexOf(':') + 1);
        long number = batch.number();
        for (LogEvent event : batch.events()) {
            Position position = new Position(event.timestamp(), number++);
            known.put(position, new StoredEvent(position, stream, batch.ingested(), event));
        }
        next = Math.max(next, number);
    }

    private NavigableMap<Position, StoredEvent> events(String stream) {
        return events.computeIfAbsent(stream, _ -> new ConcurrentSkipListMap<>());
    }

    static String place(Caller caller) {
        return caller.account() + "/" + caller.region();
    }

    long now() {
        return clock.millis();
    }

    /** @throws AwsException when it is not there */
    LogGroup group(Caller caller, String name) {
        return groups.get(LogGroup.key(place(caller), name))
                .orElseThrow(
                        () -> new AwsException("ResourceNotFoundException", "The specified log group does not exist."));
    }

    /** @throws AwsException when it is not there */
    LogStream stream(LogGroup group, String name) {
        return streams.get(LogStream.key(group.key(), name))
                .orElseThrow(() ->
                        new AwsException("ResourceNotFoundException", "The specified log stream does not exist."));
    }

    List<LogGroup> groups(Caller caller) {
        return groups.all(group -> group.place().equals(place(caller)));
    }

    List<LogStream> streams(LogGroup group) {
        return streams.all(stream -> stream.group().equals(group.key()));
    }

    /** What has not expired, between both and without them. */
    NavigableMap<Position, StoredEvent> events(LogGroup group, LogStream stream, Position after, Position before) {
        Position floor = Position.before(group.floor(now()));
        Position low = after.compareTo(floor) > 0 ? after : floor;
        return low.compareTo(before) < 0
                ? events(stream.key()).subMap(low, false, before, false)
                : Collections.emptyNavigableMap();
    }

    synchronized void create(LogGroup group) {
        if (groups.get(group.key()).isPresent()) {
            throw new AwsException("ResourceAlreadyExistsException", "The specified log group already exists");
        }
        groups.put(group);
    }

    synchronized void replace(LogGroup group) {
        groups.put(group);
    }

    synchronized void create(LogStream stream) {
        if (streams.get(stream.key()).isPresent()) {
            throw new AwsException("ResourceAlreadyExistsException", "The specified log stream already exists");
        }
        streams.put(stream);
    }

    synchronized void delete(LogGroup group) {
        List<LogStream> all = streams(group);
        state.write(changes -> {
            all.forEach(stream -> delete(changes, stream));
            groups.delete(changes, group.key());
        });
        all.forEach(stream -> events.remove(stream.key()));
    }

    synchronized void delete(LogStream stream) {
        state.write(changes -> delete(changes, stream));
        events.remove(stream.key());
    }

    private void delete(Batch changes, LogStream stream) {
        batches.all(batch -> batch.stream().equals(stream.key()))
                .forEach(batch -> batches.delete(changes, batch.key()));
        streams.delete(changes, stream.key());
    }

    /**
     * Durable when it returns.
     *
     * @param cursor how far the source has been read; empty to leave it
     */
    synchronized LogBatch append(String key, List<LogEvent> added, String cursor) {
        LogStream stream = streams.get(key)
                .orElseThrow(() ->
                        new AwsException("ResourceNotFoundException", "The specified log stream does not exist."));
        LogBatch batch = new LogBatch(key, next, now(), added);
        state.write(changes -> {
            batches.put(changes, batch);
            streams.put(changes, stream.with(batch, cursor));
        });
        remember(batch);
        return batch;
    }

    Optional<LogStream> find(String key) {
        return streams.get(key);
    }

    /** Of what has been forgotten in the state. */
    synchronized void clear() {
        events.clear();
    }
}
