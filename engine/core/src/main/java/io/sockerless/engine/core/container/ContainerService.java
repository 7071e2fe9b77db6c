package io.sockerless.engine.core.container;

import io.sockerless.drivers.spi.CanResize;
import io.sockerless.drivers.spi.Channel;
import io.sockerless.drivers.spi.HasFiles;
import io.sockerless.drivers.spi.HasLogs;
import io.sockerless.drivers.spi.HasPaths;
import io.sockerless.drivers.spi.HasStats;
import io.sockerless.drivers.spi.HasTop;
import io.sockerless.drivers.spi.Task;
import io.sockerless.engine.core.Containers;
import io.sockerless.engine.core.container.ImageSource.CommitRequest;
import io.sockerless.engine.model.Container;
import io.sockerless.engine.model.ContainerConfig;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ExitStatus;
import io.sockerless.engine.model.Signal;
import io.sockerless.engine.store.Store;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The containers of one driver. Call {@link #recover} once before anything else; {@link #close} lets go of running
 * containers, which go on.
 */
public final class ContainerService implements Containers, RunningContainers, AutoCloseable {
    private final Context context;
    final ContainerIndex index;
    private final ListFilter lists;
    private final Creation creation;
    private final Runs runs;
    private final Stops stops;
    private final Removals removals;
    private final Updates updates;
    private final ContainerFiles files;
    private final ContainerStreams streams;
    private final Adoption adoption;

    public ContainerService(Store store, Surroundings around) {
        ContainerRows rows = new ContainerRows(store, around.volumes(), around.execs());
        this.index = new ContainerIndex();
        this.context = Context.of(around, rows, index);
        this.lists = new ListFilter(index, around.images(), around.networks());
        this.creation = new Creation(context, around.images(), new NameGenerator(around.random()));
        HealthChecks health = new HealthChecks(context, around.random());
        Signals signals = new Signals(context, health);
        this.removals = new Removals(context, signals);
        this.runs = new Runs(context, removals, health);
        this.stops = new Stops(context, signals, runs, health);
        this.updates = new Updates(context);
        this.files = new ContainerFiles(context, around.images());
        this.streams = new ContainerStreams(context);
        this.adoption = new Adoption(context, around.networks());
        adoption.describe();
        for (Container container : rows.all()) {
            index.claim(container.name(), container.id());
            index.add(new ContainerLife(rows, container, rows.provision(container.id())));
        }
    }

    /** Brings store and driver together after a start of the engine: see {@link Recovery}. */
    public void recover() {
        new Recovery(context, runs, removals, adoption).recover();
    }

    /** For networks, which containers come to and leave. */
    public Connections connections() {
        return new Connections(context);
    }

    /** All containers as they are now, in no order. */
    public Collection<Container> all() {
        return index.all().stream().map(ContainerLife::container).toList();
    }

    @Override
    public Created create(CreateRequest request) {
        return creation.create(request);
    }

    @Override
    public Container get(String ref) {
        return index.get(ref).container();
    }

    @Override
    public List<Container> list(ListQuery query) {
        return lists.select(query);
    }

    @Override
    public Optional<Sizes> sizes(String id) {
        return index.find(id).map(files::sizes);
    }

    @Override
    public Map<String, String> paths(String id) {
        Map<String, String> paths = new HashMap<>();
        if (context.driver() instanceof HasLogs logs && !logs.logPath(id).isEmpty()) {
            paths.put("LogPath", logs.logPath(id));
        }
        if (context.driver() instanceof HasPaths known) {
            paths.putAll(known.paths(id));
        }
        return paths;
    }

    @Override
    public Map<String, List<String>> linkNames() {
        return new Links(index).names();
    }

    @Override
    public List<String> execIds(String id) {
        return context.execs().ids(id);
    }

    @Override
    public void start(String ref, ConsoleSize console) {
        runs.start(index.get(ref), console);
    }

    @Override
    public void stop(String ref, String signal, Optional<Long> timeoutSeconds) {
        stops.stop(index.get(ref), signal, timeoutSeconds);
    }

    @Override
    public void restart(String ref, String signal, Optional<Long> timeoutSeconds) {
        stops.restart(index.get(ref), signal, timeoutSeconds);
    }

    @Override
    public void secretEnvironment(String id, List<String> variables) {
        context.specs().secretEnvironment(id, variables);
    }

    @Override
    public void kill(String ref, String signal) {
        int number = signal.isEmpty() ? Signal.KILL.number() : Signal.numberOf(signal);
        try {
            stops.kill(index.get(ref), new Signal(number));
        } catch (EngineException e) {
            throw new EngineException(e.kind(), "Cannot kill container: " + ref + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void pause(String ref) {
        stops.pause(index.get(ref));
    }

    @Override
    public void unpause(String ref) {
        stops.unpause(index.get(ref));
    }

    @Override
    public void rename(String ref, String newName) {
        updates.rename(index.get(ref), newName);
    }

    @Override
    public List<String> update(String ref, Map<String, Object> changes) {
        return updates.update(index.get(ref), changes);
    }

    @Override
    public Waiting wait(String ref, WaitCondition condition) {
        ContainerLife life = index.get(ref);
        return life.locked(() -> life.waits.register(condition, life.busy(), life.result()));
    }

    @Override
    public void remove(String ref, boolean force, boolean volumes, boolean link) {
        ContainerLife life = index.get(ref);
        if (link) {
            updates.unlink(ref);
            return;
        }
        removals.remove(life, force, volumes);
    }

    @Override
    public Pruned prune(Map<String, List<String>> filters) {
        return new Prune(context, removals).prune(filters);
    }

    @Override
    public HasTop.Processes top(String ref, String psArgs) {
        ContainerLife life = index.get(ref);
        if (!(life.runningTask() instanceof HasTop top)) {
            throw Refusals.ability(life.container(), "list processes");
        }
        HasTop.Processes processes = top.top(psArgs);
        context.events().publish(life.container(), "top");
        return processes;
    }

    @Override
    public StatsSample sample(String ref, Optional<HasStats.Stats> previous) {
        ContainerLife life = index.get(ref);
        Container container = life.container();
        Optional<Task> task = life.task().filter(_ -> container.state().alive());
        if (task.isEmpty()) {
            return new StatsSample(container, Optional.empty(), Optional.empty());
        }
        if (!(task.get() instanceof HasStats measured)) {
            throw Refusals.ability(container, "measure containers");
        }
        return new StatsSample(container, previous, Optional.of(measured.stats()));
    }

    @Override
    public HasLogs.LogReader logs(String ref, HasLogs.LogQuery query) throws InterruptedException {
        return streams.logs(index.get(ref), query);
    }

    @Override
    public ClientAttachment attach(String ref, Set<Channel> channels, boolean replayLogs, boolean stream) {
        return streams.attach(index.get(ref), ref, channels, replayLogs, stream);
    }

    @Override
    public void resize(String ref, int height, int width) {
        ContainerLife life = index.get(ref);
        Task task = life.runningTask();
        if (life.container().config().tty()) {
            if (!(task instanceof CanResize terminal)) {
                throw Refusals.ability(life.container(), "resize terminals");
            }
            terminal.resize(height, width);
        }
        Map<String, String> size = Map.of("height", Integer.toString(height), "width", Integer.toString(width));
        context.events().publish(life.container(), "resize", size);
    }

    @Override
    public HasFiles.PathStat stat(String ref, String path) {
        return files.stat(index.get(ref), ref, path);
    }

    @Override
    public void archiveOut(String ref, String path, OutputStream tar) {
        files.archiveOut(index.get(ref), ref, path, tar);
    }

    @Override
    public void archiveIn(String ref, String path, boolean noOverwriteDirNonDir, boolean copyOwner, InputStream tar) {
        files.archiveIn(index.get(ref), ref, path, noOverwriteDirNonDir, copyOwner, tar);
    }

    @Override
    public void export(String ref, OutputStream tar) {
        files.export(index.get(ref), tar);
    }

    @Override
    public List<HasFiles.Change> changes(String ref) {
        return files.changes(index.get(ref));
    }

    @Override
    public void diff(String ref, OutputStream tar) {
        files.diff(index.get(ref), tar);
    }

    @Override
    public String commit(
            String ref,
            String repository,
            String tag,
            String comment,
            String author,
            boolean pause,
            Optional<ContainerConfig> config,
            List<String> changes) {
        ContainerLife life = index.get(ref);
        Container container = life.container();
        CommitRequest request = new CommitRequest(
                container, config.orElse(container.config()), changes, repository, tag, comment, author, _ -> {});
        return files.commit(life, pause, request);
    }

    @Override
    public Optional<ExitStatus> lastExit(String ref) {
        return index.get(ref).container().state().ended();
    }

    @Override
    public Task task(String containerId) {
        return index.get(containerId).runningTask();
    }

    @Override
    public void publish(String containerId, String action, Map<String, String> attributes) {
        index.find(containerId).ifPresent(life -> context.events().publish(life.container(), action, attributes));
    }

    /** Restart policies count what is stopped here as running: it is no client's wish. */
    public void stopAll() {
        stops.stopAll(index.all());
    }

    /** Lets go: ends that come from now on are found by the next start. Close it before the driver. */
    @Override
    public void close() {
        for (ContainerLife life : index.all()) {
            life.locked(() -> {
                life.closed = true;
                HealthChecks.end(life);
                life.restartCalledOff.signalAll();
                return null;
            });
        }
    }
}
