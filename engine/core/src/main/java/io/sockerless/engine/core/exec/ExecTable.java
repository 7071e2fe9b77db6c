package io.sockerless.engine.core.exec;

import io.sockerless.engine.core.Execs.ExecState;
import io.sockerless.engine.core.container.ExecLedger;
import io.sockerless.engine.core.persistence.ModelJson;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.store.Batch;
import io.sockerless.engine.store.Store;
import io.sockerless.engine.store.Table;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The execs of all containers. One that can still be started is durable, since its creation was acknowledged. From its
 * start on it lives in memory only: after a restart of the engine nobody knows how it ends. dockerd keeps none at all.
 */
public final class ExecTable implements ExecLedger {
    /** @param order grows with each exec, for inspect lists them as they were created */
    record Row(long order, ExecState state) {
        Row with(ExecState.Status status, int exitCode, long pid) {
            return new Row(
                    order, new ExecState(state.id(), state.containerId(), state.config(), status, exitCode, pid));
        }

        String id() {
            return state.id();
        }
    }

    private final Table<Row> startable;
    private final Map<String, Row> rows = new ConcurrentHashMap<>();

    /** Ids by container, so that a removal does not look at all execs. */
    private final Map<String, Map<String, Long>> byContainer = new ConcurrentHashMap<>();

    public ExecTable(Store store) {
        this.startable = store.table("exec", Row.class, ModelJson.mapper());
        startable.values().forEach(this::remember);
    }

    private void remember(Row row) {
        rows.put(row.id(), row);
        byContainer
                .computeIfAbsent(row.state().containerId(), _ -> new ConcurrentHashMap<>())
                .put(row.id(), row.order());
    }

    Row get(String id) {
        return find(id).orElseThrow(() -> EngineException.notFound("No such exec instance: " + id));
    }

    Optional<Row> find(String id) {
        return Optional.ofNullable(rows.get(id));
    }

    List<Row> all() {
        return List.copyOf(rows.values());
    }

    /** A new one, which is durable when this returns. */
    void add(Row row) {
        startable.put(row.id(), row);
        remember(row);
    }

    /** Shows how one goes on; nothing happens if its container took it along. */
    void show(Row row) {
        rows.replace(row.id(), row);
    }

    /** It cannot be started again, not even after a crash. */
    void started(String id) {
        startable.delete(id);
    }

    void delete(String id) {
        started(id);
        Row row = rows.remove(id);
        if (row != null) {
            byContainer
                    .getOrDefault(row.state().containerId(), new ConcurrentHashMap<>())
                    .remove(id);
        }
    }

    /** Those that run or can still be started; dockerd forgets the others soon. */
    @Override
    public List<String> ids(String containerId) {
        return byContainer.getOrDefault(containerId, Map.of()).keySet().stream()
                .flatMap(id -> find(id).stream())
                .filter(row -> row.state().status() != ExecState.Status.EXITED)
                .sorted(Comparator.comparingLong(Row::order))
                .map(Row::id)
                .toList();
    }

    @Override
    public void forget(Batch batch, String containerId) {
        Map<String, Long> ids = byContainer.remove(containerId);
        if (ids != null) {
            ids.keySet().stream()
                    .filter(id -> startable.get(id).isPresent())
                    .forEach(id -> batch.delete(startable, id));
            ids.keySet().forEach(rows::remove);
        }
    }
}
