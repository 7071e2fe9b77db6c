package io.sockerless.frontends.admin;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/** The daemon's own process. */
final class ProcessMetrics {
    private ProcessMetrics() {}

    static void write(StringBuilder out) {
        Runtime runtime = Runtime.getRuntime();
        RequestMetrics.gauge(
                out, "jvm_memory_heap_used_bytes", "Heap in use.", runtime.totalMemory() - runtime.freeMemory());
        RequestMetrics.gauge(out, "jvm_memory_heap_max_bytes", "Largest heap.", runtime.maxMemory());
        RequestMetrics.gauge(
                out,
                "jvm_threads",
                "Platform threads.",
                ManagementFactory.getThreadMXBean().getThreadCount());
        RequestMetrics.gauge(
                out,
                "process_uptime_seconds",
                "Time since the start.",
                ManagementFactory.getRuntimeMXBean().getUptime() / 1e3);
        RequestMetrics.gauge(out, "process_resident_memory_bytes", "Resident memory.", resident());
    }

    /** 0 where the kernel does not tell. */
    private static double resident() {
        try {
            return Files.readAllLines(Path.of("/proc/self/status")).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) * 1024)
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            return 0;
        }
    }
}
