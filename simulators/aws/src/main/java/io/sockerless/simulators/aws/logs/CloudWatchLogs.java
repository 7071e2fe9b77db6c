package io.sockerless.simulators.aws.logs;

import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.Caller;
import io.sockerless.simulators.aws.wire.Service;
import io.sockerless.simulators.aws.wire.Service.Operation;
import io.sockerless.simulators.kernel.State;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** CloudWatch Logs, for clients and for services that write logs of their own. */
public final class CloudWatchLogs {
    private final LogStore store;
    private final QueryRuns queries;

    /** @param metrics where what metric filters count goes */
    public CloudWatchLogs(State state, MetricSink metrics, Clock clock) {
        store = new LogStore(state, metrics, clock);
        queries = new QueryRuns(store, state);
    }

    public Service service() {
        Map<String, Operation> table = new HashMap<>();
        table.putAll(new Groups(store).operations());
        table.putAll(new Streams(store).operations());
        table.putAll(new Events(store).operations());
        table.putAll(new SubscriptionFilters(store).operations());
        table.putAll(store.counting().operations(store));
        table.putAll(new Queries(store, queries).operations());
        return Service.json("logs", "Logs_20140328", table, new LiveTail(store).operations());
    }

    /** Begins to deliver to functions, what a predecessor left first, and goes on with its queries. */
    public void resume(Subscriber functions) {
        store.subscriptions().begin(functions);
        queries.resume();
    }

    /** Delivers and looks for nothing any more. */
    public void close() throws InterruptedException {
        store.subscriptions().end();
        queries.end();
    }

    public void clear() {
        store.clear();
    }

    /**
     * A stream that a source is copied to.
     *
     * @param makeGroup whether the group is made, too
     * @throws AwsException when the group is not there
     */
    public synchronized Sink sink(Caller caller, String group, String stream, boolean makeGroup) {
        String place = LogStore.place(caller);
        if (makeGroup
                && store.groups(caller).stream().noneMatch(one -> one.name().equals(group))) {
            store.create(new LogGroup(place, group, store.now(), 0, Map.of()));
        }
        LogGroup found = store.group(caller, group);
        LogStream wanted = new LogStream(found.key(), stream, store.now(), 0, 0, 0, "");
        if (store.find(wanted.key()).isEmpty()) {
            store.create(wanted);
        }
        return new Sink(store, wanted.key());
    }

    /** Remembers with each event how far its source has been read. */
    public static final class Sink {
        private final LogStore store;
        private final String stream;

        private Sink(LogStore store, String stream) {
            this.store = store;
            this.stream = stream;
        }

        /** Empty before the first event. */
        public String cursor() {
            return store.find(stream).map(LogStream::cursor).orElse("");
        }

        /** Durable when it returns; whoever has deleted the stream wants no more of it. */
        public void append(List<LogEvent> events, String cursor) {
            if (store.find(stream).isPresent()) {
                store.append(stream, events, cursor);
            }
        }
    }
}
