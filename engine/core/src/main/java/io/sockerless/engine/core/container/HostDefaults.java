package io.sockerless.engine.core.container;

import io.sockerless.drivers.spi.Capability;
import io.sockerless.drivers.spi.DriverInfo;
import io.sockerless.engine.model.HostConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What dockerd puts in for host settings that a client leaves open. */
final class HostDefaults {
    private static final long SHM_SIZE = 64L << 20;

    private static final List<String> MASKED_PATHS = List.of(
            "/proc/asound",
            "/proc/acpi",
            "/proc/kcore",
            "/proc/keys",
            "/proc/latency_stats",
            "/proc/timer_list",
            "/proc/timer_stats",
            "/proc/sched_debug",
            "/proc/scsi",
            "/sys/firmware");

    private static final List<String> READONLY_PATHS =
            List.of("/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger");

    private HostDefaults() {}

    static HostConfig apply(HostConfig host, DriverInfo driver) {
        Map<String, Object> filled = new LinkedHashMap<>(host.fields());
        fillText(filled, "NetworkMode", "default");
        if (filled.get("NetworkMode").equals("default")
                && !driver.capabilities().contains(Capability.NETWORKS)) {
            filled.put("NetworkMode", "none"); // what a driver without networks has for everybody
        }
        fillText(filled, "IpcMode", "private");
        fillText(filled, "CgroupnsMode", cgroupNamespace(driver));
        fillText(filled, "Runtime", feature(driver, "DefaultRuntime").orElse("runc"));
        if (host.integer("ShmSize") == 0) {
            filled.put("ShmSize", SHM_SIZE);
        }
        if (host.integer("Memory") > 0 && host.integer("MemorySwap") == 0) {
            filled.put("MemorySwap", 2 * host.integer("Memory"));
        }
        if (host.optionalInteger("MemorySwappiness").orElse(0L) == -1) {
            filled.remove("MemorySwappiness");
        }
        if (Boolean.TRUE.equals(driver.features().get("OomKillDisable"))) {
            filled.putIfAbsent("OomKillDisable", false);
        }
        fillLogConfig(filled, host);
        fillSecurity(filled, host);
        return new HostConfig(filled);
    }

    private static void fillText(Map<String, Object> filled, String name, String value) {
        if (!(filled.get(name) instanceof String given) || given.isEmpty()) {
            filled.put(name, value);
        }
    }

    private static Optional<String> feature(DriverInfo driver, String name) {
        return driver.features().get(name) instanceof String text && !text.isEmpty()
                ? Optional.of(text)
                : Optional.empty();
    }

    /** On version 2 privileged containers have one of their own, too: the root of the host's is not theirs to fill. */
    private static String cgroupNamespace(DriverInfo driver) {
        return unified(driver) ? "private" : "host";
    }

    private static boolean unified(DriverInfo driver) {
        return feature(driver, "CgroupVersion").orElse("1").equals("2");
    }

    /** Without the limits that this kernel does not have at all, of which the driver has warned. */
    static HostConfig withoutMissing(HostConfig host, DriverInfo driver) {
        Map<String, Object> kept = new LinkedHashMap<>(host.fields());
        if (Boolean.FALSE.equals(driver.features().get("OomKillDisable"))) {
            kept.remove("OomKillDisable");
        }
        if (unified(driver)) {
            kept.remove("MemorySwappiness");
            kept.remove("KernelMemory");
        }
        return new HostConfig(kept);
    }

    private static void fillLogConfig(Map<String, Object> filled, HostConfig host) {
        filled.put(
                "LogConfig",
                Map.of("Type", host.logType().isEmpty() ? "json-file" : host.logType(), "Config", host.logOptions()));
    }

    /** A privileged container sees everything; one that shares the host's processes cannot be labelled apart from them. */
    private static void fillSecurity(Map<String, Object> filled, HostConfig host) {
        if (!host.privileged()) {
            filled.putIfAbsent("MaskedPaths", MASKED_PATHS);
            filled.putIfAbsent("ReadonlyPaths", READONLY_PATHS);
        }
        boolean unlabelled = host.privileged()
                || host.string("IpcMode").equals("host")
                || host.string("PidMode").equals("host");
        List<String> options = host.strings("SecurityOpt");
        if (unlabelled && options.stream().noneMatch(option -> option.startsWith("label"))) {
            List<String> extended = new ArrayList<>(options);
            extended.add("label=disable");
            filled.put("SecurityOpt", extended);
        }
    }
}
