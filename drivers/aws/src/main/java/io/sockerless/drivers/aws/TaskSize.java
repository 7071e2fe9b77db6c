package io.sockerless.drivers.aws;

import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.HostConfig;
import java.util.ArrayList;
import java.util.List;

/**
 * A size that Fargate has: the smallest in which a container's limits have room (ECS developer guide, "Task CPU and
 * memory").
 *
 * @param cpu units, 1024 of which are a processor
 * @param memory MiB
 */
record TaskSize(int cpu, int memory) {
    private static final long MIB = 1 << 20;
    private static final double NANO = 1_000_000_000;
    private static final int UNITS = 1024;
    private static final int GIB = 1024;

    private static final List<TaskSize> ALL = all();

    static final TaskSize LEAST = ALL.getFirst();

    private static List<TaskSize> all() {
        List<TaskSize> out = new ArrayList<>();
        for (int memory : new int[] {512, GIB, 2 * GIB}) {
            out.add(new TaskSize(256, memory));
        }
        add(out, 512, 1, 4, 1);
        add(out, 1024, 2, 8, 1);
        add(out, 2048, 4, 16, 1);
        add(out, 4096, 8, 30, 1);
        add(out, 8192, 16, 60, 4);
        add(out, 16384, 32, 120, 8);
        return List.copyOf(out);
    }

    private static void add(List<TaskSize> sizes, int cpu, int least, int most, int step) {
        for (int gib = least; gib <= most; gib += step) {
            sizes.add(new TaskSize(cpu, gib * GIB));
        }
    }

    /** @throws EngineException INVALID if Fargate has none so large */
    static TaskSize of(HostConfig host) {
        double cpu = processors(host) * UNITS;
        long memory = memory(host);
        return ALL.stream()
                .filter(size -> size.cpu >= cpu && size.memory >= memory)
                .findFirst()
                .orElseThrow(() -> EngineException.invalid("driver ecs: Fargate has no size with "
                        + Math.ceil(cpu) / UNITS + " processors and " + memory + " MiB of memory"));
    }

    private static double processors(HostConfig host) {
        if (host.integer("CpuQuota") > 0) {
            long period = host.integer("CpuPeriod") > 0 ? host.integer("CpuPeriod") : 100_000;
            return (double) host.integer("CpuQuota") / period;
        }
        return host.integer("NanoCpus") / NANO;
    }

    /** A container's limit in MiB, rounded up; 0 for none. */
    static long memory(HostConfig host) {
        return (host.integer("Memory") + MIB - 1) / MIB;
    }
}
