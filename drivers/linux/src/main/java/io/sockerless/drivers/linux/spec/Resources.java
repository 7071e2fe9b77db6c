package io.sockerless.drivers.linux.spec;

import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import io.sockerless.engine.model.HostConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code linux.resources} from HostConfig: only what was asked for, so that the kernel's defaults stay. */
public final class Resources {
    private static final long PERIOD_OF_NANO_CPUS = 100_000;

    private Resources() {}

    /** All but the device rules. */
    public static Map<String, Object> of(HostConfig host) {
        Map<String, Object> out = new LinkedHashMap<>();
        put(out, "memory", memory(host));
        put(out, "cpu", cpu(host));
        host.optionalInteger("PidsLimit")
                .filter(limit -> limit != 0)
                .ifPresent(limit -> out.put("pids", Map.of("limit", limit < 0 ? -1L : limit)));
        put(out, "blockIO", blockIo(host));
        return out;
    }

    /**
     * What a container starts with: -1 takes a limit back and there is none yet, which is what crun cannot be told. Wishes
     * that the kernel cannot grant are dropped; who creates the container is warned of them.
     */
    static Map<String, Object> atStart(HostConfig host, Machine machine) {
        Map<String, Object> out = of(host);
        out.computeIfPresent("pids", (_, pids) -> without(pids, "limit", -1L));
        out.computeIfPresent("memory", (_, memory) -> without(memory, "swap", -1L));
        if (!machine.blockWeight()) {
            out.computeIfPresent("blockIO", (_, block) -> without(block, "weight", null));
        }
        if (!machine.blockWeight() || machine.cgroup2()) {
            out.computeIfPresent("blockIO", (_, block) -> without(block, "weightDevice", null));
        }
        if (machine.cgroup2()) {
            out.computeIfPresent("memory", (_, memory) -> without(memory, "swappiness", null));
            out.computeIfPresent("memory", (_, memory) -> without(memory, "disableOOMKiller", null));
        }
        return out;
    }

    /** @return null when nothing is left */
    private static Object without(Object section, String name, Object value) {
        Map<Object, Object> out = new LinkedHashMap<>((Map<?, ?>) section);
        if (value == null || value.equals(out.get(name))) {
            out.remove(name);
        }
        return out.isEmpty() ? null : out;
    }

    private static void put(Map<String, Object> out, String name, Map<String, Object> value) {
        if (!value.isEmpty()) {
            out.put(name, value);
        }
    }

    private static Map<String, Object> memory(HostConfig host) {
        Map<String, Object> out = new LinkedHashMap<>();
        long limit = host.integer("Memory");
        if (limit > 0) {
            out.put("limit", limit);
        }
        positive(out, "reservation", host.integer("MemoryReservation"));
        long swap = host.integer("MemorySwap");
        if (swap != 0) {
            out.put("swap", swap);
        } else if (limit > 0) {
            out.put("swap", 2 * limit); // as dockerd: as much swap as memory
        }
        host.optionalInteger("MemorySwappiness")
                .filter(value -> value >= 0)
                .ifPresent(value -> out.put("swappiness", value));
        host.optionalBool("OomKillDisable")
                .filter(disable -> disable)
                .ifPresent(_ -> out.put("disableOOMKiller", true));
        return out;
    }

    private static Map<String, Object> cpu(HostConfig host) {
        Map<String, Object> out = new LinkedHashMap<>();
        positive(out, "shares", host.integer("CpuShares"));
        long nano = host.integer("NanoCpus");
        if (nano > 0) {
            out.put("quota", nano * PERIOD_OF_NANO_CPUS / 1_000_000_000L);
            out.put("period", PERIOD_OF_NANO_CPUS);
        } else {
            if (host.integer("CpuQuota") != 0) {
                out.put("quota", host.integer("CpuQuota"));
            }
            positive(out, "period", host.integer("CpuPeriod"));
        }
        positive(out, "realtimePeriod", host.integer("CpuRealtimePeriod"));
        positive(out, "realtimeRuntime", host.integer("CpuRealtimeRuntime"));
        if (!host.string("CpusetCpus").isEmpty()) {
            out.put("cpus", host.string("CpusetCpus"));
        }
        if (!host.string("CpusetMems").isEmpty()) {
            out.put("mems", host.string("CpusetMems"));
        }
        return out;
    }

    private static Map<String, Object> blockIo(HostConfig host) {
        Map<String, Object> out = new LinkedHashMap<>();
        positive(out, "weight", host.integer("BlkioWeight"));
        devices(out, "weightDevice", host.objects("BlkioWeightDevice"), "Weight", "weight");
        devices(out, "throttleReadBpsDevice", host.objects("BlkioDeviceReadBps"), "Rate", "rate");
        devices(out, "throttleWriteBpsDevice", host.objects("BlkioDeviceWriteBps"), "Rate", "rate");
        devices(out, "throttleReadIOPSDevice", host.objects("BlkioDeviceReadIOps"), "Rate", "rate");
        devices(out, "throttleWriteIOPSDevice", host.objects("BlkioDeviceWriteIOps"), "Rate", "rate");
        return out;
    }

    private static void devices(
            Map<String, Object> out, String name, List<Map<String, Object>> wanted, String from, String to) {
        List<Map<String, Object>> list = new ArrayList<>();
        for (Map<String, Object> entry : wanted) {
            String path = String.valueOf(entry.get("Path"));
            try {
                DeviceNode node = DeviceNode.at(Path.of(path))
                        .orElseThrow(() -> EngineException.invalid("not a device node: " + path));
                Map<String, Object> device = new LinkedHashMap<>();
                device.put("major", node.major());
                device.put("minor", node.minor());
                device.put(to, entry.get(from));
                list.add(device);
            } catch (IOException e) {
                throw new EngineException(ErrorKind.INVALID, "stat " + path + ": no such file or directory", e);
            }
        }
        if (!list.isEmpty()) {
            out.put(name, list);
        }
    }

    private static void positive(Map<String, Object> out, String name, long value) {
        if (value > 0) {
            out.put(name, value);
        }
    }
}
