package io.sockerless.drivers.linux.cgroup;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One write to a version 2 control file. */
record UnifiedLimits(String file, String value) {
    /** @param bfq whether {@code io.bfq.weight} is there to weigh devices; the other way to do so has a scale of its own */
    static List<UnifiedLimits> of(Map<String, Object> resources, boolean bfq) {
        List<UnifiedLimits> out = new ArrayList<>();
        Limits.section(resources, "cpu").ifPresent(cpu -> {
            Limits.number(cpu, "shares").ifPresent(shares -> add(out, "cpu.weight", weight(shares)));
            if (cpu.containsKey("quota") || cpu.containsKey("period")) {
                long quota = Limits.number(cpu, "quota").orElse(-1L);
                add(
                        out,
                        "cpu.max",
                        (quota > 0 ? quota : "max") + " "
                                + Limits.number(cpu, "period").orElse(100_000L));
            }
            add(out, "cpuset.cpus", Limits.text(cpu, "cpus"));
            add(out, "cpuset.mems", Limits.text(cpu, "mems"));
        });
        Limits.section(resources, "memory").ifPresent(memory -> memory(out, memory));
        Limits.section(resources, "pids")
                .flatMap(pids -> Limits.number(pids, "limit"))
                .ifPresent(limit -> add(out, "pids.max", limit < 0 ? "max" : limit.toString()));
        Limits.section(resources, "blockIO").ifPresent(block -> block(out, block, bfq));
        return out;
    }

    private static void memory(List<UnifiedLimits> out, Map<String, Object> memory) {
        long limit = Limits.number(memory, "limit").orElse(0L);
        Limits.number(memory, "swap").ifPresent(swap -> {
            // Version 1 counts memory plus swap, version 2 swap alone.
            add(out, "memory.swap.max", swap < 0 ? "max" : Long.toString(Math.max(0, swap - limit)));
        });
        if (limit != 0) {
            add(out, "memory.max", limit < 0 ? "max" : Long.toString(limit));
        }
        add(out, "memory.low", Limits.text(memory, "reservation"));
    }

    private static void block(List<UnifiedLimits> out, Map<String, Object> block, boolean bfq) {
        Limits.number(block, "weight")
                .ifPresent(weight -> add(
                        out, bfq ? "io.bfq.weight" : "io.weight", Long.toString(bfq ? weight : costWeight(weight))));
        throttle(out, block, "throttleReadBpsDevice", "rbps");
        throttle(out, block, "throttleWriteBpsDevice", "wbps");
        throttle(out, block, "throttleReadIOPSDevice", "riops");
        throttle(out, block, "throttleWriteIOPSDevice", "wiops");
    }

    private static void throttle(List<UnifiedLimits> out, Map<String, Object> block, String name, String key) {
        for (Map<String, Object> device : Limits.devices(block, name)) {
            add(out, "io.max", device.get("major") + ":" + device.get("minor") + " " + key + "=" + device.get("rate"));
        }
    }

    /** Weights 10 to 1000 spread over 1 to 10000, as the runtimes do. */
    private static long costWeight(long weight) {
        return 1 + (Math.clamp(weight, 10, 1000) - 10) * 9999 / 990;
    }

    /** Shares 2 to 262144 spread over weights 1 to 10000, as the runtimes do. */
    private static String weight(long shares) {
        return Long.toString(1 + (Math.clamp(shares, 2, 262_144) - 2) * 9999 / 262_142);
    }

    private static void add(List<UnifiedLimits> out, String file, String value) {
        if (!value.isEmpty()) {
            out.add(new UnifiedLimits(file, value));
        }
    }
}
