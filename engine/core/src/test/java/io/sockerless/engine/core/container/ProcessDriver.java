package io.sockerless.engine.core.container;

import io.sockerless.drivers.spi.Capability;
import io.sockerless.drivers.spi.Channel;
import io.sockerless.drivers.spi.Driver;
import io.sockerless.drivers.spi.DriverInfo;
import io.sockerless.drivers.spi.HasLogs;
import io.sockerless.drivers.spi.Task;
import io.sockerless.drivers.spi.TaskSpec;
import io.sockerless.engine.model.EngineException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A driver whose containers are plain child processes: real ends, signals and bytes, without isolation. */
public final class ProcessDriver implements Driver, HasLogs {
    final Map<String, TaskSpec> containers = new ConcurrentHashMap<>();
    final Map<String, ProcessTask> tasks = new ConcurrentHashMap<>();
    final Map<String, List<LogEntry>> logs = new ConcurrentHashMap<>();
    final Set<String> failingDeletes = ConcurrentHashMap.newKeySet();

    @Override
    public DriverInfo info() {
        return new DriverInfo(
                "process",
                "1",
                List.of("linux/amd64"),
                Set.of(Capability.EXEC, Capability.PAUSE, Capability.LOGS),
                Map.of("NCPU", 2, "OomKillDisable", true, "CgroupVersion", "1", "DefaultRuntime", "runc"),
                Map.of());
    }

    @Override
    public List<String> validate(TaskSpec spec) {
        return List.of();
    }

    @Override
    public void create(TaskSpec spec) {
        containers.put(spec.id(), spec);
        logs.put(spec.id(), new ArrayList<>());
    }

    @Override
    public Task prepare(TaskSpec spec) {
        if (!containers.containsKey(spec.id())) {
            throw new IllegalStateException("prepare without create: " + spec.id());
        }
        ProcessTask earlier = tasks.get(spec.id());
        if (earlier != null && earlier.alive()) {
            throw new IllegalStateException("two tasks of one container: " + spec.id());
        }
        ProcessTask task = new ProcessTask(spec, logs.get(spec.id()));
        tasks.put(spec.id(), task);
        return task;
    }

    @Override
    public Optional<Task> recover(TaskSpec spec) {
        return Optional.ofNullable(tasks.get(spec.id()))
                .filter(task -> !task.released)
                .map(Task.class::cast);
    }

    @Override
    public List<String> list() {
        return List.copyOf(containers.keySet());
    }

    @Override
    public void delete(String containerId) {
        if (failingDeletes.contains(containerId)) {
            throw new EngineException(io.sockerless.engine.model.ErrorKind.INTERNAL, "device or resource busy");
        }
        ProcessTask task = tasks.remove(containerId);
        if (task != null) {
            task.destroy();
        }
        containers.remove(containerId);
        logs.remove(containerId);
    }

    @Override
    public LogReader logs(String containerId, LogQuery query) {
        List<LogEntry> entries;
        List<LogEntry> log = logs.get(containerId);
        synchronized (log) {
            entries = log.stream()
                    .filter(entry -> !entry.time().isAfter(query.until()))
                    .toList();
        }
        var iterator = entries.iterator();
        return new LogReader() {
            @Override
            public Optional<LogEntry> next() {
                return iterator.hasNext() ? Optional.of(iterator.next()) : Optional.empty();
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public String logPath(String containerId) {
        return "";
    }

    static LogEntry entry(Channel channel, byte[] data) {
        return new LogEntry(Instant.now(), channel, data, Map.of());
    }

    /** Waits until the task of a container was made and started. */
    ProcessTask started(String containerId) throws InterruptedException {
        ProcessTask task = tasks.get(containerId);
        if (task == null
                || !task.started.await(Duration.ofSeconds(10).toMillis(), java.util.concurrent.TimeUnit.MILLISECONDS)) {
            throw new AssertionError("no task of " + containerId + " has started");
        }
        return task;
    }

    @Override
    public void close() {
        tasks.values().forEach(ProcessTask::destroy);
    }
}
