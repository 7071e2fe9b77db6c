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
import java.util.concurrent.ConcurrentHashMap;

/** The execs of all containers. */
public final class ExecTable implements ExecLedger {
    /** @param order grows with each exec, for inspect lists them as they were created */
    record Row(long order, ExecState state) {
        Row with(ExecState.Status status, int exitCode, long pid) {
            return new Row(
                    order, new ExecState(state.id(), state.containerId(), state.config(), status, exitCode, pid));
        }
    }

    private final Table<Row> rows;

    /** Ids by container, so that a removal does not look at all execs. */
    private final Map<String, Map<String, Long>> byContainer = new ConcurrentHashMap<>();

    public ExecTable(Store store) {
        this.rows = store.table("exec", Row.class, ModelJson.mapper());
        rows.values().forEach(this::remember);
    }

    private void remember(Row row) {
        byContainer
                .computeIfAbsent(row.state().containerId(), _ -> new ConcurrentHashMap<>())
                .put(row.state().id(), row.order());
    }

    Row get(String id) {
        return rows.get(id).orElseThrow(() -> EngineException.notFound("No such exec instance: " + id));
    }

    List<Row> all() {
        return List.copyOf(rows.values());
    }

    /** A change of one that is there, unless its container has gone in the meantime and took it along. */
    synchronized void update(Row row) {
        if (byContainer.getOrDefault(row.state().containerId(), Map.of()).containsKey(row.state().id())) {
            rows.put(row.state().id(), row);
        }
    }

    void put(Row row) {
        rows.put(row.state().id(), row);
        remember(row);
    }

    void delete(String id) {
        rows.get(id).ifPresent(row -> {
            rows.delete(id);
            byContainer
                    .getOrDefault(row.state().containerId(), new ConcurrentHashMap<>())
                    .remove(id);
        });
    }

    /** Those that run or can still be started; dockerd forgets the others soon. */
    @Override
    public List<String> ids(String containerId) {
        return byContainer.getOrDefault(containerId, Map.of()).keySet().stream()
                .flatMap(id -> rows.get(id).stream())
                .filter(row -> row.state().status() != ExecState.Status.EXITED)
                .sorted(Comparator.comparingLong(Row::order))
                .map(row -> row.state().id())
                .toList();
    }

    @Override
    public synchronized void forget(Batch batch, String containerId) {
        Map<String, Long> ids = byContainer.remove(containerId);
        if (ids != null) {
            ids.keySet().forEach(id -> batch.delete(rows, id));
        }
    }
}
