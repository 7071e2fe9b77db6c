package io.sockerless.drivers.linux.cgroup;

import io.sockerless.drivers.spi.HasStats.BlockEntry;
import io.sockerless.drivers.spi.HasStats.Interface;
import io.sockerless.drivers.spi.HasStats.Stats;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** Version 2 (kernel: cgroup-v2). */
final class UnifiedCgroup implements Cgroup {
    private static final long MICROSECOND = 1000;
    private static final long FREEZE_POLL = 100_000;
    private static final long FREEZE_LIMIT = 10_000_000_000L;

    private final Path group;

    UnifiedCgroup(Path group) {
        this.group = group;
    }

    @Override
    public void freeze() {
        if (!CgroupFile.writeIfThere(group.resolve("cgroup.freeze"), "1")) {
            throw CgroupFile.ended();
        }
        long end = System.nanoTime() + FREEZE_LIMIT;
        while (!frozen()) {
            if (!Files.isDirectory(group)) {
                throw CgroupFile.ended();
            }
            if (System.nanoTime() - end > 0) {
                CgroupFile.writeIfThere(group.resolve("cgroup.freeze"), "0");
                throw new EngineException(ErrorKind.INTERNAL, "unable to freeze");
            }
            LockSupport.parkNanos(FREEZE_POLL);
        }
    }

    @Override
    public void thaw() {
        CgroupFile.writeIfThere(group.resolve("cgroup.freeze"), "0");
    }

    @Override
    public boolean frozen() {
        return CgroupFile.table(group.resolve("cgroup.events")).getOrDefault("frozen", 0L) == 1;
    }

    @Override
    public void update(Map<String, Object> resources) {
        boolean bfq = Files.exists(group.resolve("io.bfq.weight"));
        UnifiedLimits.of(resources, bfq).forEach(limit -> CgroupFile.write(group.resolve(limit.file()), limit.value()));
    }

    @Override
    public List<Long> processes() {
        return CgroupFile.processes(group);
    }

    @Override
    public Stats stats(Instant now, Map<String, Interface> networks) {
        Map<String, Long> cpu = CgroupFile.table(group.resolve("cpu.stat"));
        long pidsLimit = CgroupFile.number(group.resolve("pids.max"));
        HostCounters host = HostCounters.read();
        long memoryLimit = CgroupFile.number(group.resolve("memory.max"));
        return new Stats(
                now,
                cpu.getOrDefault("usage_usec", 0L) * MICROSECOND,
                cpu.getOrDefault("user_usec", 0L) * MICROSECOND,
                cpu.getOrDefault("system_usec", 0L) * MICROSECOND,
                List.of(),
                host.cpu(),
                host.onlineCpus(),
                cpu.getOrDefault("nr_periods", 0L),
                cpu.getOrDefault("nr_throttled", 0L),
                cpu.getOrDefault("throttled_usec", 0L) * MICROSECOND,
                CgroupFile.number(group.resolve("memory.current")),
                0,
                CgroupFile.table(group.resolve("memory.events")).getOrDefault("oom", 0L),
                memoryLimit == 0 ? host.memory() : Math.min(memoryLimit, host.memory()),
                new LinkedHashMap<>(CgroupFile.table(group.resolve("memory.stat"))),
                CgroupFile.number(group.resolve("pids.current")),
                pidsLimit == Long.MAX_VALUE ? 0 : pidsLimit,
                Map.of("io_service_bytes_recursive", block()),
                networks);
    }

    /** Lines of {@code major:minor rbytes=1 wbytes=2 …}. */
    private List<BlockEntry> block() {
        List<BlockEntry> out = new ArrayList<>();
        for (String line : CgroupFile.text(group.resolve("io.stat")).split("\n")) {
            String[] words = line.strip().split(" ");
            String[] device = words[0].split(":");
            for (String word : words) {
                String op = word.startsWith("rbytes=") ? "read" : word.startsWith("wbytes=") ? "write" : "";
                if (!op.isEmpty() && device.length == 2) {
                    out.add(new BlockEntry(
                            Long.parseLong(device[0]),
                            Long.parseLong(device[1]),
                            op,
                            Long.parseLong(word.substring("rbytes=".length()))));
                }
            }
        }
        return out;
    }

    @Override
    public List<Path> oomFiles() {
        return List.of(group.resolve("memory.events"));
    }

    @Override
    public boolean exists() {
        return Files.isDirectory(group);
    }
}
