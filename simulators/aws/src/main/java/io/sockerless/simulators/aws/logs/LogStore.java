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
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The groups, streams and events that there are. Changes are one after the other, but events of different streams are written
 * at once, so that they share commits.
 */
final class LogStore {
    private final State state;
    private final Clock clock;
    private final Documents<LogGroup> groups;
    private final Documents<LogStream> streams;
    private final Documents<LogBatch> batches;
    private final Subscriptions subscriptions;
    private final MetricFilters counting;
    private final List<Consumer<LogBatch>> listeners = new CopyOnWriteArrayList<>();
    private final Map<String, NavigableMap<Position, StoredEvent>> events = new ConcurrentHashMap<>();
    private final AtomicLong next = new AtomicLong(1);
    private final ReadWriteLock changing = new ReentrantReadWriteLock();
    private final List<ReentrantLock> appending =
            Stream.generate(ReentrantLock::new).limit(64).toList();

    LogStore(State state, MetricSink metrics, Clock clock) {
        this.state = state;
        this.clock = clock;
        groups = state.documents("logs-group", LogGroup.class, LogGroup::key);
        streams = state.documents("logs-stream", LogStream.class, LogStream::key);
        batches = state.documents("logs-batch", LogBatch.class, LogBatch::key);
        subscriptions = new Subscriptions(state);
        counting = MetricFilters.of(state, metrics);
        listen(counting::count);
        batches.all(_ -> true).forEach(batch -> {
            remember(batch);
            next.accumulateAndGet(batch.number() + batch.events().size(), Math::max);
        });
    }

    private void remember(LogBatch batch) {
        NavigableMap<Position, StoredEvent> known = events(batch.stream());
        batch.positions().forEach(event -> known.put(event.position(), event));
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

    private void alone(Runnable change) {
        changing.writeLock().lock();
        try {
            change.run();
        } finally {
            changing.writeLock().unlock();
        }
    }

    void create(LogGroup group) {
        alone(() -> {
            if (groups.get(group.key()).isPresent()) {
                throw new AwsException("ResourceAlreadyExistsException", "The specified log group already exists");
            }
            groups.put(group);
        });
    }

    void replace(LogGroup group) {
        alone(() -> groups.put(group));
    }

    void create(LogStream stream) {
        alone(() -> {
            if (streams.get(stream.key()).isPresent()) {
                throw new AwsException("ResourceAlreadyExistsException", "The specified log stream already exists");
            }
            streams.put(stream);
        });
    }

    void delete(LogGroup group) {
        alone(() -> {
            List<LogStream> all = streams(group);
            state.write(changes -> {
                all.forEach(stream -> delete(changes, stream));
                subscriptions.delete(changes, group);
                counting.delete(changes, group);
                groups.delete(changes, group.key());
            });
            all.forEach(stream -> events.remove(stream.key()));
        });
    }

    void delete(LogStream stream) {
        alone(() -> {
            state.write(changes -> delete(changes, stream));
            events.remove(stream.key());
        });
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
    LogBatch append(String key, List<LogEvent> added, String cursor) {
        ReentrantLock own = appending.get(Math.floorMod(key.hashCode(), appending.size()));
        changing.readLock().lock();
        own.lock();
        try {
            LogStream stream = streams.get(key)
                    .orElseThrow(() ->
                            new AwsException("ResourceNotFoundException", "The specified log stream does not exist."));
            LogBatch batch = new LogBatch(key, next.getAndAdd(added.size()), now(), added);
            List<Delivery> due = subscriptions.due(stream, batch);
            state.write(changes -> {
                batches.put(changes, batch);
                streams.put(changes, stream.with(batch, cursor));
                due.forEach(delivery -> subscriptions.put(changes, delivery));
            });
            remember(batch);
            listeners.forEach(listener -> listener.accept(batch));
            if (!due.isEmpty()) {
                subscriptions.poke();
            }
            return batch;
        } finally {
            own.unlock();
            changing.readLock().unlock();
        }
    }

    MetricFilters counting() {
        return counting;
    }

    Subscriptions subscriptions() {
        return subscriptions;
    }

    /** A change of the filters of a group, unless that has gone meanwhile. */
    void subscribe(LogGroup group, Consumer<Subscriptions> change) {
        alone(() -> {
            if (groups.get(group.key()).isPresent()) {
                change.accept(subscriptions);
            }
        });
    }

    /** Has a listener hear of what has become durable, at once and one after the other for each stream. */
    void listen(Consumer<LogBatch> listener) {
        listeners.add(listener);
    }

    void unlisten(Consumer<LogBatch> listener) {
        listeners.remove(listener);
    }

    Optional<LogStream> find(String key) {
        return streams.get(key);
    }

    /** Of what has been forgotten in the state. */
    void clear() {
        alone(events::clear);
    }
}
