package io.sockerless.drivers.linux;

import io.sockerless.drivers.agent.ShimClient;
import io.sockerless.drivers.agent.ShimCreate;
import io.sockerless.drivers.linux.cgroup.Cgroup;
import io.sockerless.drivers.linux.cgroup.Hierarchy;
import io.sockerless.drivers.linux.network.ContainerNetwork;
import io.sockerless.drivers.linux.network.ContainerNetwork.Sandbox;
import io.sockerless.drivers.linux.spec.Accounts;
import io.sockerless.drivers.linux.spec.Identity;
import io.sockerless.drivers.linux.spec.Machine;
import io.sockerless.drivers.linux.spec.OciSpec;
import io.sockerless.drivers.linux.spec.ScopedPath;
import io.sockerless.drivers.linux.spec.SpecInputs;
import io.sockerless.drivers.spi.TaskSpec;
import io.sockerless.drivers.spi.TaskSpec.MountSpec;
import io.sockerless.drivers.spi.TaskSpec.NetworkSpec;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import io.sockerless.engine.model.NetworkStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.ToLongFunction;

/** Makes a task: root, network, bundle, and a container whose process waits. */
record Launcher(
        Layout layout,
        HostAgent host,
        GroupMoves moves,
        RootFs roots,
        Snapshots snapshots,
        Volumes volumes,
        ContainerNetwork network,
        EtcFiles etc,
        ShimPool shims,
        Hierarchy hierarchy,
        Machine machine,
        OciRuntime runtime,
        SeccompCache seccomp,
        Clock clock) {

    /** A container that is ready to start. */
    record Launched(Supervision supervision, Cgroup cgroup, NetworkStatus network, RootFs.Lease root) {}

    private record Net(Optional<Path> netns, NetworkStatus status) {}

    /**
     * The caller removes what a failure leaves.
     *
     * @param processes process ids of running containers
     */
    Launched launch(TaskSpec spec, ToLongFunction<String> processes) {
        Layout.make(layout.task(spec.id()));
        FutureTask<Net> net = fork(() -> net(spec, processes));
        FutureTask<Supervision> supervision = fork(() -> supervise(spec.id()));
        snapshots.ensure(spec.layers());
        RootFs.Lease root = roots.mount(
                spec.id(), spec.layers().stream().map(layer -> layer.chainId()).toList());
        try {
            Net connected = join(net);
            Supervision shim = join(supervision);
            moves.expect(); // again: the others may have taken long
            SpecInputs inputs = inputs(spec, root.path(), connected, processes);
            Identity user = machine.known(Accounts.read(root.path())
                    .find(spec.config().user(), spec.host().strings("GroupAdd")));
            makeWorkingDir(spec, root.path());
            OciSpec.Generated generated = OciSpec.of(inputs, user);
            boolean compiled = useCompiledFilter(generated);
            Files.write(layout.task(spec.id()).resolve("config.json"), generated.json());
            long pid = create(spec, inputs, shim.client());
            shim.watch(pid);
            if (!compiled && runtime.isCrun() && !generated.seccomp().isEmpty()) {
                seccomp.learn(generated.seccomp(), layout.runtimeRoot().resolve(spec.id()));
            }
            return new Launched(shim, hierarchy.at(SpecInputs.cgroupPath(spec)), connected.status(), root);
        } catch (IOException e) {
            root.close();
            throw EngineException.internal("preparing the container: " + e.getMessage(), e);
        } catch (RuntimeException e) {
            root.close();
            settle(net);
            settle(supervision);
            throw e;
        }
    }

    /** Where a container's control groups are. */
    String cgroupPath(TaskSpec spec) {
        return SpecInputs.cgroupPath(spec);
    }

    private Net net(TaskSpec spec, ToLongFunction<String> processes) {
        return switch (spec.network()) {
            case NetworkSpec.Host _ -> new Net(Optional.empty(), NetworkStatus.NONE);
            case NetworkSpec.Joined(String other) -> {
                long pid = processes.applyAsLong(other);
                if (pid == 0) {
                    throw EngineException.conflict("cannot join network of a non running container: " + other);
                }
                yield new Net(Optional.of(Path.of("/proc", Long.toString(pid), "ns", "net")), NetworkStatus.NONE);
            }
            case NetworkSpec.Bridge _, NetworkSpec.None _ -> {
                Sandbox sandbox = network.attach(ContainerNetwork.Wanted.of(spec));
                yield new Net(Optional.of(sandbox.netns()), sandbox.status());
            }
        };
    }

    private Supervision supervise(String id) {
        Path shim = shims.take();
        try {
            Files.createSymbolicLink(layout.shimOf(id), layout.task(id).relativize(shim));
            return Supervision.connect(shim, clock);
        } catch (IOException e) {
            throw EngineException.internal("connecting to the supervisor: " + e.getMessage(), e);
        }
    }

    private SpecInputs inputs(TaskSpec spec, Path root, Net net, ToLongFunction<String> processes) {
        Map<String, Path> files = etc.write(spec, net.status());
        spec.mounts().forEach(mount -> volumes.ensureMounted(mount.source()));
        checkMounts(spec.mounts());
        return new SpecInputs(spec, machine, root, net.netns(), files, sharedMemory(spec), processes);
    }

    /** A segment that others may join lies on the host. */
    private Optional<Path> sharedMemory(TaskSpec spec) {
        String mode = spec.host().string("IpcMode");
        if (mode.equals("shareable")) {
            long size = spec.host().integer("ShmSize") > 0 ? spec.host().integer("ShmSize") : 64 << 20;
            host.mounts()
                    .mount(
                            "tmpfs",
                            "shm",
                            layout.sharedMemory(spec.id()),
                            "nosuid,noexec,nodev,mode=1777,size=" + size);
            return Optional.of(layout.sharedMemory(spec.id()));
        }
        if (!mode.startsWith("container:")) {
            return Optional.empty();
        }
        String donor = mode.substring("container:".length());
        if (!Files.isDirectory(layout.sharedMemory(donor))) {
            throw EngineException.invalid("can't join IPC of container " + donor
                    + ": non-shareable IPC (hint: use IpcMode:shareable for the donor container)");
        }
        return Optional.of(layout.sharedMemory(donor));
    }

    private static void checkMounts(List<MountSpec> mounts) {
        for (MountSpec mount : mounts) {
            if (mount.type().equals("tmpfs")) {
                continue;
            }
            if (!Files.exists(Path.of(mount.source()))) {
                throw EngineException.invalid("invalid mount config for type \"" + mount.type()
                        + "\": bind source path does not exist: " + mount.source());
            }
            checkPropagation(mount);
        }
    }

    private static void checkPropagation(MountSpec mount) {
        boolean shared = mount.propagation().endsWith("shared");
        if (!shared && !mount.propagation().endsWith("slave")) {
            return;
        }
        try {
            Path source = Path.of(mount.source()).toRealPath();
            MountTable.Entry holder = MountTable.read().holding(source).orElseThrow();
            if (shared && !holder.shared()) {
                throw EngineException.invalid(
                        "path " + source + " is mounted on " + holder.target() + " but it is not a shared mount");
            }
            if (!holder.shared() && !holder.slave()) {
                throw EngineException.invalid("path " + source + " is mounted on " + holder.target()
                        + " but it is not a shared or slave mount");
            }
        } catch (IOException e) {
            throw EngineException.internal("looking for the mount of " + mount.source() + ": " + e.getMessage(), e);
        }
    }

    /** Docker makes a missing working directory, owned by root. */
    private static void makeWorkingDir(TaskSpec spec, Path root) throws IOException {
        String wanted = spec.config().workingDir();
        if (wanted.isEmpty() || wanted.equals("/")) {
            return;
        }
        Path directory = ScopedPath.resolve(root, wanted);
        if (Files.exists(directory) && !Files.isDirectory(directory)) {
            throw EngineException.invalid("Cannot mkdir: " + wanted + " is not a directory");
        }
        Files.createDirectories(directory);
    }

    @SuppressWarnings("unchecked")
    private boolean useCompiledFilter(OciSpec.Generated generated) {
        if (!runtime.isCrun() || generated.seccomp().isEmpty()) {
            return false;
        }
        Optional<String> program = seccomp.find(generated.seccomp());
        program.ifPresent(bytes -> ((Map<String, Object>)
                        generated.spec().computeIfAbsent("annotations", _ -> new java.util.LinkedHashMap<>()))
                .put(SeccompCache.ANNOTATION, bytes));
        return program.isPresent();
    }

    private long create(TaskSpec spec, SpecInputs inputs, ShimClient shim) {
        Cgroup cgroup = hierarchy.at(SpecInputs.cgroupPath(spec));
        ShimCreate.Log log =
                LogOptions.of(spec.log(), layout.log(spec.id(), spec.log().type()));
        try {
            return shim.create(new ShimCreate(
                    spec.id(),
                    layout.task(spec.id()).toString(),
                    runtime.program().toString(),
                    layout.runtimeRoot().toString(),
                    hierarchy.isHybrid() && runtime.isCrun(),
                    machine.rootless().isPresent() ? "disabled" : "",
                    spec.config().tty(),
                    spec.config().openStdin(),
                    spec.config().stdinOnce(),
                    consoleSize(spec),
                    log,
                    new ShimCreate.Oom(
                            cgroup.oomFiles().stream().map(Path::toString).toList())));
        } catch (EngineException e) {
            throw RuntimeComplaint.ofStart(
                    e, spec.args().getFirst(), spec.config().workingDir());
        }
    }

    private static List<Integer> consoleSize(TaskSpec spec) {
        return spec.host().fields().get("ConsoleSize") instanceof List<?> size
                        && size.size() == 2
                        && size.get(0) instanceof Number height
                        && size.get(1) instanceof Number width
                        && height.intValue() > 0
                ? List.of(height.intValue(), width.intValue())
                : List.of();
    }

    private static <T> FutureTask<T> fork(Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        Thread.ofVirtual().name("launch").start(task);
        return task;
    }

    static <T> T join(FutureTask<T> task) {
        try {
            return task.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof EngineException engine
                    ? engine
                    : EngineException.internal(String.valueOf(e.getCause()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EngineException(ErrorKind.UNAVAILABLE, "interrupted while preparing a container", e);
        }
    }

    /** Waits, so that nothing is made any more when the caller cleans up. */
    private static void settle(FutureTask<?> task) {
        try {
            join(task);
        } catch (EngineException e) {
            // Another failure is being told.
            System.getLogger(Launcher.class.getName()).log(System.Logger.Level.DEBUG, "also failed", e);
        }
    }
}
