package io.sockerless.drivers.wasm;

import io.sockerless.drivers.logs.JsonLogReader;
import io.sockerless.drivers.logs.JsonLogWriter;
import io.sockerless.drivers.logs.LogGrowth;
import io.sockerless.drivers.spi.Capability;
import io.sockerless.drivers.spi.Driver;
import io.sockerless.drivers.spi.DriverInfo;
import io.sockerless.drivers.spi.ForwardsFiles;
import io.sockerless.drivers.spi.HasFiles;
import io.sockerless.drivers.spi.HasImages;
import io.sockerless.drivers.spi.HasLogs;
import io.sockerless.drivers.spi.HasVolumes;
import io.sockerless.drivers.spi.ImageLayer;
import io.sockerless.drivers.spi.Task;
import io.sockerless.drivers.spi.TaskSpec;
import io.sockerless.drivers.trees.Directories;
import io.sockerless.drivers.trees.FsException;
import io.sockerless.drivers.trees.Snapshots;
import io.sockerless.drivers.trees.TreeFiles;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ExitStatus;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Runs WebAssembly programs inside the daemon, without root, kernel features or further processes (decision 0015). A
 * container ends with the daemon; its files, its log and how it ended stay.
 */
public final class WasmDriver implements Driver, ForwardsFiles, HasImages, HasLogs, HasVolumes {
    public static final String ID = "wasm";
    private static final int KILLED = 137;

    private final Layout layout;
    private final Snapshots snapshots;
    private final Volumes volumes;
    private final Sandbox sandbox;
    private final Modules modules;
    private final MemoryBudget budget;
    private final TreeFiles files;
    private final Map<String, WasmContainer> containers = new ConcurrentHashMap<>();

    private WasmDriver(Layout layout, MemoryBudget budget) {
        ReentrantLock lock = new ReentrantLock();
        this.layout = layout;
        this.budget = budget;
        this.snapshots = new Snapshots(layout.layers(), lock);
        this.volumes = new Volumes(layout);
        this.sandbox = new Sandbox(volumes, lock);
        this.modules = new Modules(layout.modules());
        this.files = new TreeFiles(id -> new Holding(container(id), sandbox));
    }

    /** @param state a directory of its own */
    public static WasmDriver open(Path state) {
        return open(state, Runtime.getRuntime().maxMemory() / 2);
    }

    /** @param memory of all guests together, in bytes */
    static WasmDriver open(Path state, long memory) {
        return new WasmDriver(Layout.in(state), new MemoryBudget(memory));
    }

    @Override
    public DriverInfo info() {
        return new DriverInfo(
                ID,
                HostFacts.VERSION,
                List.of("wasi/wasm", "wasi/wasm32"),
                Set.of(Capability.FILES, Capability.LOGS, Capability.IMAGES, Capability.VOLUMES),
                HostFacts.features(layout, budget),
                Map.of("chicory", HostFacts.chicory()));
    }

    @Override
    public List<String> validate(TaskSpec spec) {
        return Validation.check(spec, budget);
    }

    private Path place(String id) {
        return layout.containers().resolve(id);
    }

    private WasmContainer container(String id) {
        return containers.computeIfAbsent(id, _ -> {
            if (!Files.exists(WasmContainer.claimIn(place(id)))) {
                throw EngineException.notFound("No such container: " + id);
            }
            return new WasmContainer(place(id), layout, snapshots);
        });
    }

    @Override
    public void create(TaskSpec spec) {
        snapshots.ensure(spec.layers());
        Path claim = WasmContainer.claimIn(place(spec.id()));
        if (!Files.exists(claim)) {
            Directories.make(place(spec.id()).resolve("data"));
            Claim.of(spec).write(claim);
        }
        sandbox.copyUp(container(spec.id()).tree(), spec.mounts());
    }

    @Override
    public Task prepare(TaskSpec spec) {
        WasmContainer container = container(spec.id());
        if (container.task().filter(WasmTask::running).isPresent()) {
            throw EngineException.conflict("container " + spec.id() + " is running already");
        }
        container.end().forget();
        try {
            var root = sandbox.running(
                    container.tree(), spec.mounts(), spec.host().bool("ReadonlyRootfs"), container.scratch());
            EtcFiles.write(sandbox.bare(container.tree()), root, spec, container.scratch());
            WasmTask task = new WasmTask(spec, container, root, modules, budget);
            container.task(task);
            return task;
        } catch (FsException e) {
            throw EngineException.internal("the files of container " + spec.id() + ": " + e.getMessage(), e);
        }
    }

    /** A run that was on when the last daemon ended was killed with it, and its log says so. */
    @Override
    public Optional<Task> recover(TaskSpec spec) {
        if (!Files.exists(WasmContainer.claimIn(place(spec.id())))) {
            return Optional.empty();
        }
        WasmContainer container = container(spec.id());
        if (container.task().isPresent()) {
            return container.task().map(task -> task);
        }
        if (container.end().lost()) {
            byte[] line = "sockerless: killed with the daemon, in which containers of the driver wasm run\n"
                    .getBytes(StandardCharsets.UTF_8);
            try (JsonLogWriter log = new JsonLogWriter(container.log(), spec.log(), new LogGrowth())) {
                log.write(true, line, 0, line.length);
            }
            Directories.remove(container.scratch());
            container.end().end(new ExitStatus(KILLED, false, Instant.now()));
        }
        return container.end().read().map(exit -> new LostTask(spec.id(), exit));
    }

    @Override
    public List<String> list() {
        return Directories.names(layout.containers());
    }

    @Override
    public void delete(String containerId) {
        WasmContainer container = containers.remove(containerId);
        if (container == null && Files.exists(WasmContainer.claimIn(place(containerId)))) {
            container = new WasmContainer(place(containerId), layout, snapshots);
        }
        if (container != null) {
            container.remove();
        }
        Directories.remove(place(containerId));
    }

    @Override
    public HasFiles files(String containerId) {
        return files;
    }

    @Override
    public void unpack(List<ImageLayer> layers) {
        snapshots.ensure(layers);
    }

    @Override
    public void unpack(List<ImageLayer> below, ImageLayer layer, InputStream uncompressedTar) {
        snapshots.unpack(below, layer, uncompressedTar);
    }

    @Override
    public Map<String, Long> snapshotSizes() {
        return snapshots.sizes();
    }

    @Override
    public void retain(Set<String> chainIds) {
        Set<String> kept = new HashSet<>(chainIds);
        for (String id : list()) {
            if (Files.exists(WasmContainer.claimIn(place(id)))) {
                kept.addAll(container(id).claim().chainIds());
            }
        }
        snapshots.retain(kept);
    }

    @Override
    public LogReader logs(String containerId, LogQuery query) {
        WasmContainer container = container(containerId);
        return new JsonLogReader(
                container.log(),
                query,
                container.task().filter(task -> !task.ended()).map(WasmTask::growth));
    }

    @Override
    public String logPath(String containerId) {
        WasmContainer container = container(containerId);
        return container.claim().log().type().equals("none")
                ? ""
                : container.log().toString();
    }

    @Override
    public String createVolume(String name, Map<String, String> options) {
        return volumes.create(name, options);
    }

    @Override
    public void removeVolume(String name) {
        volumes.remove(name);
    }

    @Override
    public void retainVolumes(Set<String> names) {
        volumes.retain(names);
    }

    @Override
    public long volumeSize(String name) {
        return volumes.size(name);
    }

    /** Running guests end. */
    @Override
    public void close() {
        containers.values().forEach(WasmContainer::close);
        containers.clear();
        volumes.close();
    }
}
