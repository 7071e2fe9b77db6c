package io.sockerless.drivers.linux.cgroup;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One write to a version 1 control file. */
record LegacyLimits(String controller, String file, String value) {
    /** All but memory and swap, whose order depends on their present values. */
    static List<LegacyLimits> of(Map<String, Object> resources) {
        List<LegacyLimits> out = new ArrayList<>();
        Limits.section(resources, "cpu").ifPresent(cpu -> {
            add(out, "cpu", "cpu.shares", Limits.text(cpu, "shares"));
            add(out, "cpu", "cpu.cfs_period_us", Limits.text(cpu, "period"));
            add(out, "cpu", "cpu.cfs_quota_us", Limits.text(cpu, "quota"));
            add(out, "cpuset", "cpuset.cpus", Limits.text(cpu, "cpus"));
            add(out, "cpuset", "cpuset.mems", Limits.text(cpu, "mems"));
        });
        Limits.section(resources, "memory").ifPresent(memory -> {
            add(out, "memory", "memory.soft_limit_in_bytes", Limits.text(memory, "reservation"));
            add(out, "memory", "memory.swappiness", Limits.text(memory, "swappiness"));
        });
        Limits.section(resources, "pids")
                .flatMap(pids -> Limits.number(pids, "limit"))
                .ifPresent(limit -> add(out, "pids", "pids.max", limit < 0 ? "max" : limit.toString()));
        Limits.section(resources, "blockIO").ifPresent(block -> {
            add(out, "blkio", "blkio.bfq.weight", Limits.text(block, "weight"));
            throttle(out, block, "throttleReadBpsDevice", "blkio.throttle.read_bps_device");
            throttle(out, block, "throttleWriteBpsDevice", "blkio.throttle.write_bps_device");
            throttle(out, block, "throttleReadIOPSDevice", "blkio.throttle.read_iops_device");
            throttle(out, block, "throttleWriteIOPSDevice", "blkio.throttle.write_iops_device");
        });
        return out;
    }

    private static void throttle(List<LegacyLimits> out, Map<String, Object> block, String name, String file) {
        for (Map<String, Object> device : Limits.devices(block, name)) {
            add(out, "blkio", file, device.get("major") + ":" + device.get("minor") + " " + device.get("rate"));
        }
    }

    private static void add(List<LegacyLimits> out, String controller, String file, String value) {
        if (!value.isEmpty()) {
            out.add(new LegacyLimits(controller, file, value));
        }
    }
}
