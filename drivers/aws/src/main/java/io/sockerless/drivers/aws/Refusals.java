package io.sockerless.drivers.aws;

import io.sockerless.drivers.spi.TaskSpec;
import io.sockerless.drivers.spi.TaskSpec.Endpoint;
import io.sockerless.drivers.spi.TaskSpec.NetworkSpec;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.HostConfig;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What none of Amazon's services has that runs containers, refused by name.
 *
 * @param service as its users call it
 * @param runtime what a container may ask for as its runtime
 */
record Refusals(String driver, String service, String runtime) {
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
            "Isolation", Set.of("", "default"));
    private static final long USUAL_SHM = 64L << 20;
    private static final int ID = 12;

    EngineException refused(String what, String why) {
        return EngineException.notImplemented("driver " + driver + ": " + what + ": " + why);
    }

    void options(HostConfig host) {
        if (host.privileged()) {
            throw refused("HostConfig.Privileged", service + " has no privileged containers");
        }
        String why = service + " has no such setting";
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
        if (!Set.of("", runtime).contains(host.string("Runtime"))) {
            throw refused("HostConfig.Runtime " + host.string("Runtime"), why);
        }
        for (String map : List.of("Sysctls", "StorageOpt", "Annotations")) {
            if (!host.stringMap(map).isEmpty()) {
                throw refused("HostConfig." + map + " " + host.stringMap(map).keySet(), why);
            }
        }
        if (host.optionalBool("OomKillDisable").orElse(false)) {
            throw refused("HostConfig.OomKillDisable", why);
        }
        if (host.integer("ShmSize") != USUAL_SHM) {
            throw refused("HostConfig.ShmSize " + host.integer("ShmSize"), "it is 64 MiB on " + service);
        }
        if (host.optionalInteger("PidsLimit").filter(value -> value > 0).isPresent()) {
            throw refused("HostConfig.PidsLimit", why);
        }
        if (host.optionalInteger("MemorySwappiness").filter(value -> value >= 0).isPresent()) {
            throw refused("HostConfig.MemorySwappiness", service + " does not swap");
        }
        long swap = host.integer("MemorySwap");
        if (swap != 0 && swap != 2 * host.integer("Memory") && swap != host.integer("Memory")) {
            throw refused("HostConfig.MemorySwap " + swap, service + " does not swap");
        }
    }

    /** @param one what a container is called there */
    void network(TaskSpec spec, String one) {
        switch (spec.network()) {
            case NetworkSpec.None _ -> throw refused("NetworkMode none", one + " always has a network");
            case NetworkSpec.Host _ -> throw refused("NetworkMode host", one + " has no host of yours");
            case NetworkSpec.Joined _ ->
                throw refused("NetworkMode " + spec.host().networkMode(), one + " cannot share its network");
            case NetworkSpec.Bridge bridge -> {
                bridge.ports().stream()
                        .map(request -> request.port())
                        .filter(port -> !Set.of("tcp", "udp").contains(port.protocol()))
                        .findFirst()
                        .ifPresent(port -> {
                            throw refused(
                                    "HostConfig.PortBindings " + port, "only ports of TCP and UDP can be published");
                        });
                for (Endpoint endpoint : bridge.endpoints()) {
                    if (endpoint.macAddress().isPresent()
                            || endpoint.ipv4Address().isPresent()
                            || endpoint.ipv6Address().isPresent()
                            || !endpoint.linkLocal().isEmpty()) {
                        throw refused("an address of one's own choice", service + " gives the addresses");
                    }
                }
            }
        }
    }

    void hostname(TaskSpec spec) {
        if (!spec.hostname().equals(spec.id().substring(0, ID))
                || !spec.config().domainname().isEmpty()) {
            throw refused("Hostname " + spec.hostname(), service + " names the hosts of its containers itself");
        }
    }

    void platform(TaskSpec spec, String architecture) {
        if (!spec.platform().startsWith("linux/" + architecture)) {
            throw refused("platform " + spec.platform(), "containers run on linux/" + architecture);
        }
    }
}
