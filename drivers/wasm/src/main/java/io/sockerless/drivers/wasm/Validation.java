package io.sockerless.drivers.wasm;

import io.sockerless.drivers.logs.JsonLogWriter;
import io.sockerless.drivers.spi.TaskSpec;
import io.sockerless.drivers.spi.TaskSpec.MountSpec;
import io.sockerless.drivers.spi.TaskSpec.NetworkSpec;
import io.sockerless.engine.model.ContainerConfig;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.HostConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a sandbox cannot honour, refused by name before anything exists. */
final class Validation {
    /** The runtimes for plain WASI programs by the names that clients know; all of them are this one. */
    static final List<String> RUNTIMES =
            List.of("chicory", "io.containerd.wasmtime.v1", "io.containerd.wasmedge.v1", "io.containerd.wasmer.v1");

    private static final List<String> NUMBERS = List.of(
            "CpuShares",
            "CpuPeriod",
            "CpuQuota",
            "CpuRealtimePeriod",
            "CpuRealtimeRuntime",
            "NanoCpus",
            "BlkioWeight",
            "MemoryReservation",
            "KernelMemory",
            "KernelMemoryTCP",
            "OomScoreAdj",
            "CpuCount",
            "CpuPercent",
            "IOMaximumIOps",
            "IOMaximumBandwidth");
    private static final List<String> LISTS = List.of("CapAdd", "GroupAdd", "DeviceCgroupRules", "Links");
    private static final List<String> OBJECTS = List.of(
            "Devices",
            "DeviceRequests",
            "Ulimits",
            "BlkioWeightDevice",
            "BlkioDeviceReadBps",
            "BlkioDeviceWriteBps",
            "BlkioDeviceReadIOps",
            "BlkioDeviceWriteIOps");
    private static final List<String> TEXTS = List.of("CgroupParent", "CpusetCpus", "CpusetMems", "Cgroup");
    private static final Map<String, Set<String>> CHOICES = Map.of(
            "IpcMode", Set.of("", "private", "none", "shareable"),
            "PidMode", Set.of("", "private"),
            "UTSMode", Set.of(""),
            "UsernsMode", Set.of("", "host"),
            "CgroupnsMode", Set.of("", "private", "host"),
            "Isolation", Set.of("", "default"));
    private static final Set<String> SECURITY = Set.of(
            "no-new-privileges",
            "no-new-privileges=true",
            "no-new-privileges:true",
            "seccomp=unconfined",
            "seccomp:unconfined");
    private static final Set<String> TMPFS =
            Set.of("rw", "ro", "exec", "noexec", "suid", "nosuid", "dev", "nodev", "mode", "uid", "gid");
    private static final long LEAST_MEMORY = 6L << 20;

    private Validation() {}

    static List<String> check(TaskSpec spec, MemoryBudget budget) {
        HostConfig host = spec.host();
        if (!spec.platform().startsWith("wasi/") && !spec.platform().startsWith("linux/")) {
            throw refused("platform " + spec.platform());
        }
        String runtime = host.string("Runtime");
        if (!Set.of("", "default").contains(runtime) && !RUNTIMES.contains(runtime)) {
            throw EngineException.invalid("unknown or invalid runtime name: " + runtime);
        }
        options(host);
        config(spec.config());
        network(spec);
        spec.mounts().forEach(Validation::mount);
        JsonLogWriter.check(WasmDriver.ID, spec.log());
        return warnings(spec, budget);
    }

    private static EngineException refused(String what) {
        return EngineException.notImplemented("driver wasm: " + what);
    }

    private static void options(HostConfig host) {
        NUMBERS.stream().filter(name -> host.integer(name) != 0).findFirst().ifPresent(name -> {
            throw refused(name + " " + host.integer(name));
        });
        LISTS.stream().filter(name -> !host.strings(name).isEmpty()).findFirst().ifPresent(name -> {
            throw refused(name + " " + String.join(", ", host.strings(name)));
        });
        OBJECTS.stream()
                .filter(name -> !host.objects(name).isEmpty())
                .findFirst()
                .ifPresent(name -> {
                    throw refused(name);
                });
        TEXTS.stream().filter(name -> !host.string(name).isEmpty()).findFirst().ifPresent(name -> {
            throw refused(name + " " + host.string(name));
        });
        CHOICES.forEach((name, known) -> {
            if (!known.contains(host.string(name))) {
                throw refused(name + " " + host.string(name));
            }
        });
        for (String option : host.strings("SecurityOpt")) {
            if (!SECURITY.contains(option)) {
                throw refused("SecurityOpt " + option);
            }
        }
        for (String map : List.of("Sysctls", "StorageOpt")) {
            if (!host.stringMap(map).isEmpty()) {
                throw refused(map + " " + host.stringMap(map).keySet());
            }
        }
        if (host.privileged()) {
            throw refused("Privileged: a sandbox has no kernel to be privileged with");
        }
        if (host.optionalBool("OomKillDisable").orElse(false)) {
            throw refused("OomKillDisable");
        }
        if (host.optionalInteger("MemorySwappiness").filter(value -> value >= 0).isPresent()) {
            throw refused("MemorySwappiness");
        }
        if (host.integer("Memory") > 0 && host.integer("Memory") < LEAST_MEMORY) {
            throw EngineException.invalid("Minimum memory limit allowed is 6MB");
        }
    }

    private static void config(ContainerConfig config) {
        if (config.tty()) {
            throw refused("Tty: it has no terminals yet");
        }
        Object test = config.healthcheck().get("Test");
        if (test instanceof List<?> words
                && !words.isEmpty()
                && !words.getFirst().equals("NONE")) {
            throw refused("Healthcheck: nothing can be executed in a running container");
        }
    }

    private static void network(TaskSpec spec) {
        switch (spec.network()) {
            case NetworkSpec.None _ -> {}
            case NetworkSpec.Host _ -> throw refused("NetworkMode host: a sandbox has no network");
            case NetworkSpec.Joined _ ->
                throw refused("NetworkMode " + spec.host().networkMode() + ": a sandbox has no network");
            case NetworkSpec.Bridge _ ->
                throw refused("NetworkMode " + spec.host().networkMode() + ": a sandbox has no network");
        }
        if (!spec.host().portBindings().isEmpty() || spec.host().bool("PublishAllPorts")) {
            throw refused("published ports: a sandbox has no network");
        }
    }

    private static void mount(MountSpec mount) {
        if (Set.of("shared", "rshared", "slave", "rslave").contains(mount.propagation())) {
            throw refused("propagation " + mount.propagation() + " of " + mount.target());
        }
        if (mount.type().equals("tmpfs")) {
            mount.options().keySet().stream()
                    .filter(option -> !TMPFS.contains(option))
                    .findFirst()
                    .ifPresent(option -> {
                        throw refused("option " + option + " of the tmpfs at " + mount.target());
                    });
        }
    }

    private static List<String> warnings(TaskSpec spec, MemoryBudget budget) {
        List<String> out = new ArrayList<>();
        if (!Set.of("", "/").contains(spec.config().workingDir())) {
            out.add("WASI has no working directory: relative paths begin at /, and PWD says "
                    + spec.config().workingDir() + ".");
        }
        if (spec.host().integer("Memory") > budget.bytes()) {
            out.add("All containers together have " + budget.bytes() + " bytes of memory here.");
        }
        return out;
    }
}
