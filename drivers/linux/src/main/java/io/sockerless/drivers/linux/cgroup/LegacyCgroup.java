package io.sockerless.drivers.linux.cgroup;

import io.sockerless.drivers.spi.HasStats.BlockEntry;
import io.sockerless.drivers.spi.HasStats.Interface;
import io.sockerless.drivers.spi.HasStats.Stats;
import io.sockerless.engine.model.EngineException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** Version 1: the same path below each controller's mount point. */
final class LegacyCgroup implements Cgroup {
    private static final long TICK = 10_000_000; // nanoseconds of USER_HZ
    private static final long FREEZE_POLL = 100_000;
    private static final long FREEZE_LIMIT = 10_000_000_000L;

    private final Map<String, Path> controllers;
    private final String path;

    LegacyCgroup(Map<String, Path> controllers, String path) {
        this.controllers = controllers;
        this.path = path;
    }

    private Path file(String controller, String name) {
        Path mount = controllers.get(controller);
        if (mount == null) {
            throw EngineException.notImplemented("driver linux: this kernel has no " + controller + " controller");
        }
        return mount.resolve(path).resolve(name);
    }

    private Path fileIfAny(String controller, String name) {
        return controllers.containsKey(controller) ? file(controller, name) : Path.of("/nonexistent");
    }

    @Override
    public void freeze() {
        Path state = file("freezer", "freezer.state");
        long end = System.nanoTime() + FREEZE_LIMIT;
        do {
            // A process that forks meanwhile needs another write (kernel: freezer-subsystem).
            if (!CgroupFile.writeIfThere(state, "FROZEN")) {
                throw CgroupFile.ended();
            }
            if (freezer().equals("FROZEN")) {
                return;
            }
            LockSupport.parkNanos(FREEZE_POLL);
        } while (System.nanoTime() - end < 0);
        CgroupFile.writeIfThere(state, "THAWED");
        throw new EngineException(io.sockerless.engine.model.ErrorKind.INTERNAL, "unable to freeze");
    }

    @Override
    public void thaw() {
        CgroupFile.writeIfThere(file("freezer", "freezer.state"), "THAWED");
    }

    /** Also while it is freezing: nothing but a thaw ends that. */
    @Override
    public boolean frozen() {
        return freezer().equals("FROZEN") || freezer().equals("FREEZING");
    }

    private String freezer() {
        return CgroupFile.text(fileIfAny("freezer", "freezer.state")).strip();
    }

    @Override
    public void update(Map<String, Object> resources) {
        LegacyLimits.of(resources)
                .forEach(limit -> CgroupFile.write(file(limit.controller(), limit.file()), limit.value()));
        Limits.section(resources, "memory").ifPresent(this::updateMemory);
    }

    /** Memory may never be above memory plus swap, so that the order of writes depends on the direction. */
    private void updateMemory(Map<String, Object> memory) {
        String limit = Limits.text(memory, "limit");
        String swap = Limits.text(memory, "swap");
        Path limitFile = file("memory", "memory.limit_in_bytes");
        Path swapFile = file("memory", "memory.memsw.limit_in_bytes");
        boolean hasSwap = !swap.isEmpty() && Files.exists(swapFile);
        if (!limit.isEmpty() && !CgroupFile.tryWrite(limitFile, limit) && hasSwap) {
            CgroupFile.write(swapFile, swap);
            CgroupFile.write(limitFile, limit);
        } else if (hasSwap) {
            CgroupFile.write(swapFile, swap);
        }
        if (!limit.isEmpty() && !hasSwap) {
            CgroupFile.write(limitFile, limit);
        }
    }

    @Override
    public List<Long> processes() {
        return CgroupFile.processes(file("devices", ""));
    }

    @Override
    public Stats stats(Instant now, Map<String, Interface> networks) {
        Map<String, Long> cpu = CgroupFile.table(fileIfAny("cpu", "cpu.stat"));
        Map<String, Long> usage = CgroupFile.table(fileIfAny("cpuacct", "cpuacct.stat"));
        long limit = CgroupFile.number(fileIfAny("memory", "memory.limit_in_bytes"));
        Map<String, Long> memory = new LinkedHashMap<>(CgroupFile.table(fileIfAny("memory", "memory.stat")));
        long pidsLimit = CgroupFile.number(fileIfAny("pids", "pids.max"));
        HostCounters host = HostCounters.read();
        return new Stats(
                now,
                CgroupFile.number(fileIfAny("cpuacct", "cpuacct.usage")),
                usage.getOrDefault("user", 0L) * TICK,
                usage.getOrDefault("system", 0L) * TICK,
                CgroupFile.numbers(CgroupFile.text(fileIfAny("cpuacct", "cpuacct.usage_percpu"))),
                host.cpu(),
                host.onlineCpus(),
                cpu.getOrDefault("nr_periods", 0L),
                cpu.getOrDefault("nr_throttled", 0L),
                cpu.getOrDefault("throttled_time", 0L),
                CgroupFile.number(fileIfAny("memory", "memory.usage_in_bytes")),
                CgroupFile.number(fileIfAny("memory", "memory.max_usage_in_bytes")),
                CgroupFile.number(fileIfAny("memory", "memory.failcnt")),
                Math.min(limit, host.memory()),
                memory,
                CgroupFile.number(fileIfAny("pids", "pids.current")),
                pidsLimit == Long.MAX_VALUE ? 0 : pidsLimit,
                block(),
                networks);
    }

    private Map<String, List<BlockEntry>> block() {
        Map<String, List<BlockEntry>> out = new LinkedHashMap<>();
        out.put("io_service_bytes_recursive", entries("blkio.throttle.io_service_bytes_recursive"));
        out.put("io_serviced_recursive", entries("blkio.throttle.io_serviced_recursive"));
        for (String name : List.of(
                "io_queue_recursive",
                "io_service_time_recursive",
                "io_wait_time_recursive",
                "io_merged_recursive",
                "io_time_recursive",
                "sectors_recursive")) {
            out.put(name, List.of());
        }
        return out;
    }

    /** Lines of {@code major:minor Operation value}; the last one is a sum without a device. */
    private List<BlockEntry> entries(String name) {
        List<BlockEntry> out = new ArrayList<>();
        for (String line : CgroupFile.text(fileIfAny("blkio", name)).split("\n")) {
            String[] words = line.strip().split("[ :]");
            if (words.length == 4) {
                out.add(new BlockEntry(
                        Long.parseLong(words[0]), Long.parseLong(words[1]), words[2], Long.parseLong(words[3])));
            }
        }
        return out;
    }

    @Override
    public List<Path> oomFiles() {
        return List.of(fileIfAny("memory", "memory.oom_control"));
    }

    @Override
    public boolean exists() {
        return Files.isDirectory(fileIfAny("devices", ""));
    }
}
