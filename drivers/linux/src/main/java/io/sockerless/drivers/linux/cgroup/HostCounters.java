package io.sockerless.drivers.linux.cgroup;

import java.nio.file.Path;

/**
 * What stats relate to.
 *
 * @param cpu time of all processors since boot, in nanoseconds
 * @param memory bytes of physical memory
 */
public record HostCounters(long cpu, int onlineCpus, long memory) {
    private static final long TICK = 10_000_000;
    private static final int COUNTED = 7; // user nice system idle iowait irq softirq, as dockerd

    public static HostCounters read() {
        long cpu = 0;
        int online = 0;
        for (String line : CgroupFile.text(Path.of("/proc/stat")).split("\n")) {
            if (line.startsWith("cpu ")) {
                cpu = CgroupFile.numbers(line.substring(4)).stream()
                        .limit(COUNTED)
                        .mapToLong(Long::longValue)
                        .sum();
            } else if (line.startsWith("cpu")) {
                online++;
            }
        }
        String info = CgroupFile.text(Path.of("/proc/meminfo"));
        String total = info.substring(info.indexOf("MemTotal:") + 9, info.indexOf(" kB"));
        return new HostCounters(cpu * TICK, online, Long.parseLong(total.strip()) * 1024);
    }
}
