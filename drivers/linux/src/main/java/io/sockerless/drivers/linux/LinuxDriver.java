package io.sockerless.drivers.linux;

import io.sockerless.drivers.agent.AgentBinary;
import io.sockerless.drivers.linux.cgroup.Cgroup;
import io.sockerless.drivers.linux.cgroup.Hierarchy;
import io.sockerless.drivers.linux.network.BridgeNetwork;
import io.sockerless.drivers.linux.network.ContainerNetwork.Sandbox;
import io.sockerless.drivers.linux.network.NetworkConfig;
import io.sockerless.drivers.logs.JsonLogReader;
import io.sockerless.drivers.spi.Driver;
import io.sockerless.drivers.spi.DriverInfo;
import io.sockerless.drivers.spi.ForwardsNetworks;
import io.sockerless.drivers.spi.HasFiles;
import io.sockerless.drivers.spi.HasImages;
import io.sockerless.drivers.spi.HasLogs;
import io.sockerless.drivers.spi.HasNetworks;
import io.sockerless.drivers.spi.HasVolumes;
import io.sockerless.drivers.spi.ImageLayer;
import io.sockerless.drivers.spi.Task;
import io.sockerless.drivers.spi.TaskSpec;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import io.sockerless.engine.model.NetworkStatus;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

/**
 * Real containers on this machine: an OCI runtime under a supervisor of ours, overlayfs, namespaces. Containers go on
 * when the driver is closed or its process is killed; another driver with the same directories finds them again. Several
 * drivers with different directories live side by side. Needs root.
 */
public final class LinuxDriver implements Driver, HasFiles, HasLogs, HasImages, HasVolumes, ForwardsNetworks {
    private static final String REMOVED = ".removed-";
    /** Each create and each inspect asks for it; what can change of it does not change that fast. */
    private static final Duration INFO_AGE = Duration.ofSeconds(1);

    private final Layout layout;
    private final HostAgent host;
    private final Snapshots snapshots;
    private final RootFs roots;
    private final Volumes volumes;
    private final BridgeNetwork network;
    private final ShimPool shims;
    private final Leftovers leftovers;
    private final Recovery recovery;
    private final Launcher launcher;
    private final HasNetworks networks;
    private final ContainerTrees trees;
    private final ExecFactory execs;
    private final HostFacts facts;
    private final Recent<DriverInfo> info;
    private final CopyUp copyUp;
    private final GroupMoves moves;
    private final Clock clock;
    private final RandomGenerator random;
    private final BackgroundWork background = new BackgroundWork();
    private final Map<String, LinuxTask> tasks = new ConcurrentHashMap<>();

    /**
     * Takes possession of the directories and removes what a killed predecessor left half done.
     *
     * @throws EngineException UNAVAILABLE when this machine cannot run containers, with what is missing
     */
    public LinuxDriver(LinuxConfig config) {
        this(config, Clock.systemUTC(), new SecureRandom());
    }

    /** As the constructor. */
    public static LinuxDriver open(LinuxConfig config) {
        return new LinuxDriver(config);
    }

    LinuxDriver(LinuxConfig config, Clock clock, RandomGenerator random) {
        this.clock = clock;
        this.random = random;
        layout = new Layout(config);
        layout.create();
        facts = HostFacts.detect(config);
        info = new Recent<>(() -> facts.info(layout.state()), INFO_AGE, clock);
        Path agent = locateAgent();
        host = new HostAgent(agent, facts.runtime().program());
        snapshots = new Snapshots(layout, host, random);
        roots = new RootFs(layout, host, snapshots);
        volumes = new Volumes(layout, host);
        network = new BridgeNetwork(
                new NetworkConfig(config.state(), config.run(), facts.machineDirectory(config.run()), agent),
                host::connection);
        Hierarchy hierarchy = facts.hierarchy();
        moves = new GroupMoves(host, hierarchy);
        leftovers = new Leftovers(layout, host, roots, network, hierarchy, facts.killer());
        recovery = new Recovery(layout, host, roots, snapshots, network, leftovers, clock);
        recovery.sweep();
        shims = new ShimPool(layout, host, random, config.warmShims());
        EtcFiles etc = new EtcFiles(
                layout, network::nameServers, () -> network.defaultBridge().gateway());
        networks = new LinuxNetworks(network, etc, background);
        launcher = new Launcher(
                layout,
                host,
                moves,
                roots,
                snapshots,
                volumes,
                network,
                etc,
                shims,
                hierarchy,
                facts.machine(),
                facts.runtime(),
                new SeccompCache(),
                clock);
        execs = new ExecFactory(layout, facts.machine());
        trees = new ContainerTrees(layout, host, roots, snapshots, this::processOf);
        copyUp = new CopyUp(host, roots, volumes);
    }

    private Path locateAgent() {
        try {
            return AgentBinary.locate(layout.bin());
        } catch (IOException e) {
            throw new EngineException(ErrorKind.UNAVAILABLE, "the agent's program: " + e.getMessage(), e);
        }
    }

    @Override
    public DriverInfo info() {
        return info.get();
    }

    @Override
    public List<String> validate(TaskSpec spec) {
        return new Validation(facts, layout).check(spec);
    }

    @Override
    public void create(TaskSpec spec) {
        background.await(spec.id());
        if (Files.exists(layout.claim(spec.id()))) {
            return;
        }
        Layout.make(layout.container(spec.id()));
        snapshots.ensure(spec.layers());
        copyUp.run(spec);
        Claim.of(spec).write(layout.claim(spec.id()));
    }

    @Override
    public Task prepare(TaskSpec spec) {
        String id = spec.id();
        LinuxTask earlier = tasks.get(id);
        if (earlier != null) {
            if (earlier.pid() != 0) {
                throw EngineException.conflict("container " + id + " has a running task");
            }
            earlier.release();
        }
        moves.expect();
        background.await(id);
        if (Files.exists(layout.task(id))) {
            leftovers.remove(id);
        }
        try {
            Launcher.Launched launched = launcher.launch(spec, this::processOf);
            LinuxTask task = task(
                    spec, launched.supervision(), launched.cgroup(), launched.network(), Optional.of(launched.root()));
            tasks.put(id, task);
            return task;
        } catch (EngineException e) {
            background.start(id, () -> leftovers.remove(id));
            throw e;
        } finally {
            shims.refill();
        }
    }

    private LinuxTask task(
            TaskSpec spec, Supervision supervision, Cgroup cgroup, NetworkStatus status, Optional<RootFs.Lease> root) {
        return new LinuxTask(new LinuxTask.Parts(
                spec, supervision, cgroup, execs, moves, status, clock, task -> release(task, root)));
    }

    /** The client of an attachment may still be reading: what it reads from goes last. */
    private void release(LinuxTask task, Optional<RootFs.Lease> root) {
        String id = task.containerId();
        tasks.remove(id, task);
        network.unpublish(id);
        background.start(id, () -> {
            task.supervision().end();
            root.ifPresent(RootFs.Lease::close);
            leftovers.removeRest(id);
        });
    }

    private long processOf(String id) {
        LinuxTask task = tasks.get(id);
        return task == null ? 0 : task.pid();
    }

    @Override
    public Optional<Task> recover(TaskSpec spec) {
        LinuxTask known = tasks.get(spec.id());
        if (known != null) {
            return Optional.of(known);
        }
        background.await(spec.id());
        if (!Files.exists(layout.task(spec.id()))) {
            return Optional.empty();
        }
        Optional<Recovery.Found> found = recovery.find(spec);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        NetworkStatus status = network.recover(spec.id()).map(Sandbox::status).orElse(NetworkStatus.NONE);
        LinuxTask task = task(
                spec,
                found.get().supervision(),
                facts.hierarchy().at(launcher.cgroupPath(spec)),
                status,
                found.get().root());
        tasks.put(spec.id(), task);
        return Optional.of(task);
    }

    @Override
    public List<String> list() {
        return Layout.names(layout.containers()).stream()
                .filter(name -> !name.startsWith("."))
                .toList();
    }

    @Override
    public void delete(String id) {
        LinuxTask task = tasks.get(id);
        boolean hurry = task != null && task.leavesNothingToWaitFor();
        if (task != null) {
            task.release();
        }
        if (!hurry) {
            background.await(id);
            if (Files.exists(layout.task(id))) {
                leftovers.remove(id);
            }
        }
        Path directory = layout.container(id);
        if (!Files.exists(directory)) {
            return;
        }
        Path aside = layout.containers().resolve(REMOVED + HexFormat.of().toHexDigits(random.nextLong()));
        try {
            Files.move(directory, aside, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw EngineException.internal("removing " + directory + ": " + e.getMessage(), e);
        }
        // After the release, if that goes on still. A crash before leaves a task without a claim, which the next driver
        // removes.
        background.start(id, () -> host.files().removeTree(aside));
    }

    @Override
    public PathStat stat(String containerId, String path) {
        return trees.stat(containerId, path);
    }

    @Override
    public void tarOut(String containerId, String path, OutputStream tar) {
        trees.tarOut(containerId, path, tar);
    }

    @Override
    public void tarIn(
            String containerId, String path, boolean noOverwriteDirNonDir, boolean copyOwner, InputStream tar) {
        trees.tarIn(containerId, path, noOverwriteDirNonDir, copyOwner, tar);
    }

    @Override
    public void export(String containerId, OutputStream tar) {
        trees.export(containerId, tar);
    }

    @Override
    public List<Change> changes(String containerId) {
        return trees.changes(containerId);
    }

    @Override
    public void diff(String containerId, OutputStream tar) {
        trees.diff(containerId, tar);
    }

    @Override
    public long writableSize(String containerId) {
        return trees.writableSize(containerId);
    }

    @Override
    public LogReader logs(String containerId, LogQuery query) {
        LinuxTask task = tasks.get(containerId);
        return new JsonLogReader(
                layout.log(containerId, logType(containerId)),
                query,
                query.follow() && task != null ? Optional.of(task.supervision().followLog()) : Optional.empty());
    }

    @Override
    public String logPath(String containerId) {
        String type = logType(containerId);
        // The files of local are nobody's business, as in dockerd.
        return Set.of("none", "local").contains(type)
                ? ""
                : layout.log(containerId, type).toString();
    }

    private String logType(String containerId) {
        return Claim.read(layout.claim(containerId))
                .map(claim -> claim.log().type())
                .orElse("none");
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
            Claim.read(layout.claim(id)).ifPresent(claim -> kept.addAll(claim.chainIds()));
        }
        snapshots.retain(kept);
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

    @Override
    public HasNetworks networks() {
        return networks;
    }

    /** Removes the bridges and what belongs to them; no container may be connected any more. */
    public void removeNetwork() {
        background.awaitAll();
        network.remove();
    }

    @Override
    public void close() {
        background.awaitAll();
        tasks.values().forEach(task -> task.supervision().disconnect());
        shims.close();
        network.close();
        host.close();
    }
}
