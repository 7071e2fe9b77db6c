package io.sockerless.simulators.aws.logs;

import io.sockerless.engine.model.EngineException;
import io.sockerless.simulators.aws.logs.insights.LogRecord;
import io.sockerless.simulators.aws.logs.insights.Query;
import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.kernel.Documents;
import io.sockerless.simulators.kernel.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Queries, each of which runs on a thread of its own: one that reckons for long keeps nobody else back. What a predecessor did not finish is begun anew. */
final class QueryRuns {
    private static final System.Logger LOG = System.getLogger(QueryRuns.class.getName());
    private static final long KEPT = Duration.ofDays(7).toMillis();

    private final LogStore store;
    private final Documents<StoredQuery> queries;
    private final Map<String, Thread> threads = new ConcurrentHashMap<>();

    QueryRuns(LogStore store, State state) {
        this.store = store;
        queries = state.documents("logs-query", StoredQuery.class, StoredQuery::id);
    }

    Documents<StoredQuery> queries() {
        return queries;
    }

    /** Durable when it returns; forgets those whose time is over. */
    void add(StoredQuery query) {
        queries.all(old -> old.created() < store.now() - KEPT).forEach(old -> queries.delete(old.id()));
        queries.put(query);
        begin(query);
    }

    /** Once: what does not end the second time would go on for ever. */
    void resume() {
        for (StoredQuery query : queries.all(StoredQuery::running)) {
            if (query.again()) {
                end(query, StoredQuery.FAILED, StoredQuery.Result.NONE);
            } else {
                queries.put(query.begunAgain());
                begin(query);
            }
        }
    }

    /** None runs when it returns. */
    void end() throws InterruptedException {
        for (Thread thread : threads.values()) {
            thread.interrupt();
            thread.join();
        }
    }

    private void begin(StoredQuery query) {
        Thread thread =
                Thread.ofPlatform().daemon().name("logs-query-" + query.id()).unstarted(() -> run(query));
        threads.put(query.id(), thread);
        thread.start();
    }

    /** @return whether it ran until now */
    boolean stop(String id) {
        boolean[] stopped = new boolean[1];
        queries.change(id, query -> {
            stopped[0] = query.running();
            return query.running() ? query.ended(StoredQuery.CANCELLED, StoredQuery.Result.NONE) : query;
        });
        Thread thread = threads.get(id);
        if (stopped[0] && thread != null) {
            thread.interrupt();
        }
        return stopped[0];
    }

    private void run(StoredQuery query) {
        try {
            end(query, StoredQuery.COMPLETE, found(query));
        } catch (InterruptedException _) {
            // Stopped, which is written already, or to be begun anew by a successor.
        } catch (AwsException | EngineException e) {
            if (Thread.currentThread().isInterrupted()) {
                return; // as above
            }
            LOG.log(System.Logger.Level.WARNING, "the query {0} fails: {1}", query.id(), e.getMessage());
            end(query, StoredQuery.FAILED, StoredQuery.Result.NONE);
        } catch (RuntimeException | StackOverflowError e) {
            LOG.log(System.Logger.Level.ERROR, "the query " + query.id() + " fails", e);
            end(query, StoredQuery.FAILED, StoredQuery.Result.NONE);
        } finally {
            threads.remove(query.id());
        }
    }

    private void end(StoredQuery query, String how, StoredQuery.Result result) {
        queries.change(query.id(), now -> now.running() ? now.ended(how, result) : now);
    }

    private StoredQuery.Result found(StoredQuery query) throws InterruptedException {
        long begin = System.nanoTime();
        List<LogRecord> records = new ArrayList<>();
        long bytes = 0;
        for (String name : query.groups()) {
            LogGroup group = store.group(query.owner(), name);
            String log = query.owner().account() + ":" + name;
            Position after = Position.before(query.start());
            Position before = Position.before(query.end() + 1);
            for (LogStream stream : store.streams(group)) {
                for (StoredEvent one :
                        store.events(group, stream, after, before).values()) {
                    bytes += one.event().size();
                    records.add(new LogRecord(
                            log,
                            one.stream(),
                            one.event().timestamp(),
                            one.ingested(),
                            one.event().message(),
                            io.sockerless.simulators.kernel.Pages.token(log + ":" + one.stream() + ":"
                                    + one.position().id())));
                }
            }
        }
        Query.Found found = Query.parse(query.text()).run(records, query.limit());
        long millis = (System.nanoTime() - begin) / 1_000_000;
        return new StoredQuery.Result(found.rows(), found.matched(), records.size(), bytes, millis);
    }
}
