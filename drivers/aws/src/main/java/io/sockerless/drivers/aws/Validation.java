package io.sockerless.drivers.aws;

import io.sockerless.drivers.logs.JsonLogWriter;
import io.sockerless.drivers.spi.TaskSpec;
import io.sockerless.drivers.spi.TaskSpec.Endpoint;
import io.sockerless.drivers.spi.TaskSpec.MountSpec;
import io.sockerless.drivers.spi.TaskSpec.NetworkSpec;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.HostConfig;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a task on Fargate cannot honour, refused by name before anything exists. */
final class Validation {
    private static final List<String> NUMBERS = List.of(
            "CpuShares",
            "CpuRealtimePeriod",
            "CpuRealtimeRuntime",
            "BlkioWeight",
            "KernelMemory",
            "KernelMemoryTCP",
            "OomScoreAdj",
            "CpuCount",
            "CpuPercent",
            "IOMaximumIOps",
            "IOMaximumBandwidth");
    private static final List<String> LISTS = List.of(
            "CapAdd",
            "CapDrop",
            "GroupAdd",
            "DeviceCgroupRules",
            "Links",
            "Dns",
            "DnsOptions",
            "DnsSearch",
            "ExtraHosts",
            "SecurityOpt");
    private static final List<String> OBJECTS = List.of(
            "Devices",
            "DeviceRequests",
            "BlkioWeightDevice",
            "BlkioDeviceReadBps",
            "BlkioDeviceWriteBps",
            "BlkioDeviceReadIOps",
            "BlkioDeviceWriteIOps");
    private static final List<String> TEXTS = List.of("CgroupParent", "CpusetCpus", "CpusetMems", "Cgroup");
    private static final Map<String, Set<String>> CHOICES = Map.of(
            "IpcMode", Set.of("", "private"),
            "PidMode", Set.of("", "private"),
            "UTSMode", Set.of(""),
            "UsernsMode", Set.of(""),
            "CgroupnsMode", Set.of("", "private"),
            "Isolation", Set.of("", "default"),
            "Runtime", Set.of("", "fargate"));
    private static final long USUAL_SHM = 64L << 20;
    private static final int ID = 12;
    private static final Set<String> LIMITS = Set.of(
            "core",
            "cpu",
            "data",
            "fsize",
            "locks",
            "memlock",
            "msgqueue",
            "nice",
            "nofile",
            "nproc",
            "rss",
            "rtprio",
            "rttime",
            "sigpending",
            "stack");

    private Validation() {}

    static List<String> check(TaskSpec spec, EcsConfig config) {
        HostConfig host = spec.host();
        if (!spec.platform().startsWith("linux/" + config.architecture())) {
            throw refused("platform " + spec.platform(), "tasks run on linux/" + config.architecture());
        }
        options(host);
        limits(host);
        network(spec);
        mounts(spec);
        if (!spec.hostname().equals(spec.id().substring(0, ID))
                || !spec.config().domainname().isEmpty()) {
            throw refused("Hostname " + spec.hostname(), "the service names the hosts of its tasks itself");
        }
        JsonLogWriter.check(EcsDriver.ID, spec.log());
        TaskSize.of(host);
        return Volumes.warnings(spec);
    }

    private static void mounts(TaskSpec spec) {
        for (MountSpec mount : spec.mounts()) {
            String what = mount.type() + " at " + mount.target();
            switch (mount.type()) {
                case "volume" -> {
                    if (Volumes.isOfTask(mount) && mount.readOnly()) {
                        throw refused(what, "without --ecs file-system=fs-… it would be empty for ever");
                    }
                    if (Volumes.isOfTask(mount)
                            && !spec.host().strings("VolumesFrom").isEmpty()) {
                        throw refused(what, "without --ecs file-system=fs-… tasks have no volumes in common");
                    }
                }
                case "bind" -> throw refused(what, "a task has no files of this machine");
                default -> throw refused(what, "Fargate mounts none");
            }
        }
    }

    private static EngineException refused(String what, String why) {
        return EngineException.notImplemented("driver ecs: " + what + ": " + why);
    }

    private static void options(HostConfig host) {
        if (host.privileged()) {
            throw refused("HostConfig.Privileged", "Fargate has no privileged containers");
        }
        String why = "Fargate has no such setting";
        NUMBERS.stream().filter(name -> host.integer(name) != 0).findFirst().ifPresent(name -> {
            throw refused("HostConfig." + name + " " + host.integer(name), why);
        });
        LISTS.stream().filter(name -> !host.strings(name).isEmpty()).findFirst().ifPresent(name -> {
            throw refused("HostConfig." + name + " " + String.join(", ", host.strings(name)), why);
        });
        OBJECTS.stream()
                .filter(name -> !host.objects(name).isEmpty())
                .findFirst()
                .ifPresent(name -> {
                    throw refused("HostConfig." + name, why);
                });
        TEXTS.stream().filter(name -> !host.string(name).isEmpty()).findFirst().ifPresent(name -> {
            throw refused("HostConfig." + name + " " + host.string(name), why);
        });
        CHOICES.forEach((name, known) -> {
            if (!known.contains(host.string(name))) {
                throw refused("HostConfig." + name + " " + host.string(name), why);
            }
        });
        for (String map : List.of("Sysctls", "StorageOpt", "Annotations")) {
            if (!host.stringMap(map).isEmpty()) {
                throw refused("HostConfig." + map + " " + host.stringMap(map).keySet(), why);
            }
        }
        if (host.optionalBool("OomKillDisable").orElse(false)) {
            throw refused("HostConfig.OomKillDisable", why);
        }
        if (host.integer("ShmSize") != USUAL_SHM) {
            throw refused("HostConfig.ShmSize " + host.integer("ShmSize"), "it is 64 MiB on Fargate");
        }
        if (host.optionalInteger("PidsLimit").filter(value -> value > 0).isPresent()) {
            throw refused("HostConfig.PidsLimit", why);
        }
        if (host.optionalInteger("MemorySwappiness").filter(value -> value >= 0).isPresent()) {
            throw refused("HostConfig.MemorySwappiness", "Fargate does not swap");
        }
    }

    private static void limits(HostConfig host) {
        long swap = host.integer("MemorySwap");
        if (swap != 0 && swap != 2 * host.integer("Memory") && swap != host.integer("Memory")) {
            throw refused("HostConfig.MemorySwap " + swap, "Fargate does not swap");
        }
        for (Map<String, Object> limit : host.objects("Ulimits")) {
            if (!LIMITS.contains(String.valueOf(limit.get("Name")))) {
                throw refused("HostConfig.Ulimits " + limit.get("Name"), "ECS has no such limit");
            }
        }
    }

    private static void network(TaskSpec spec) {
        switch (spec.network()) {
            case NetworkSpec.None _ -> throw refused("NetworkMode none", "a task on Fargate always has an address");
            case NetworkSpec.Host _ -> throw refused("NetworkMode host", "a task has no host of yours");
            case NetworkSpec.Joined _ ->
                throw refused("NetworkMode " + spec.host().networkMode(), "tasks cannot share their networks");
            case NetworkSpec.Bridge bridge -> {
                bridge.ports().stream()
                        .map(request -> request.port())
                        .filter(port -> !port.protocol().equals("tcp"))
                        .findFirst()
                        .ifPresent(port -> {
                            throw refused("HostConfig.PortBindings " + port, "only ports of TCP can be published");
                        });
                for (Endpoint endpoint : bridge.endpoints()) {
                    if (endpoint.macAddress().isPresent()
                            || endpoint.ipv4Address().isPresent()
                            || endpoint.ipv6Address().isPresent()
                            || !endpoint.linkLocal().isEmpty()) {
                        throw refused("an address of one's own choice", "the subnet gives the addresses");
                    }
                }
            }
        }
    }
}
