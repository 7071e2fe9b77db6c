package io.sockerless.drivers.spi;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/** A task whose use of resources can be measured. */
public interface HasStats {
    /** Receive and transmit counters of one interface. */
    record Interface(
            long rxBytes,
            long rxPackets,
            long rxErrors,
            long rxDropped,
            long txBytes,
            long txPackets,
            long txErrors,
            long txDropped) {}

    /** One entry of Docker's blkio_stats lists. */
    record BlockEntry(long major, long minor, String op, long value) {}

    /**
     * Counters since the start. Times are nanoseconds, sizes bytes.
     *
     * @param memory the raw fields of memory.stat
     * @param memoryLimit the limit, or the host's memory
     * @param block by Docker's names, for example {@code io_service_bytes_recursive}
     */
    record Stats(
            Instant read,
            long cpuTotal,
            long cpuUser,
            long cpuKernel,
            List<Long> cpuPerCpu,
            long cpuSystem,
            int onlineCpus,
            long throttlingPeriods,
            long throttledPeriods,
            long throttledTime,
            long memoryUsage,
            long memoryMax,
            long memoryFailures,
            long memoryLimit,
            Map<String, Long> memory,
            long pids,
            long pidsLimit,
            Map<String, List<BlockEntry>> block,
            Map<String, Interface> networks) {}

    Stats stats();
}
