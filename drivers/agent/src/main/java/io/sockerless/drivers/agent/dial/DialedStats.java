package io.sockerless.drivers.agent.dial;

import io.sockerless.drivers.spi.HasStats;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** The counters as they travel: nanoseconds and bytes; what the agent cannot see is left out. */
record DialedStats(
        Instant read,
        long cpuTotal,
        long cpuUser,
        long cpuKernel,
        long cpuSystem,
        int onlineCpus,
        long memoryUsage,
        long memoryMax,
        long memoryLimit,
        Map<String, Long> memory,
        long pids,
        long pidsLimit,
        Map<String, HasStats.Interface> networks) {
    HasStats.Stats stats() {
        return new HasStats.Stats(
                read,
                cpuTotal,
                cpuUser,
                cpuKernel,
                List.of(),
                cpuSystem,
                onlineCpus,
                0,
                0,
                0,
                memoryUsage,
                memoryMax,
                0,
                memoryLimit,
                memory == null ? Map.of() : memory,
                pids,
                pidsLimit,
                Map.of(),
                networks == null ? Map.of() : networks);
    }
}
