package io.sockerless.drivers.wasm;

import com.dylibso.chicory.runtime.Instance;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What clients show of the driver and of the machine. */
final class HostFacts {
    static final String VERSION = "0.1.0";

    private HostFacts() {}

    static String chicory() {
        return Optional.ofNullable(Instance.class.getModule().getDescriptor())
                .flatMap(module -> module.rawVersion())
                .or(() -> Optional.ofNullable(Instance.class.getPackage().getImplementationVersion()))
                .orElse("1.7");
    }

    static Map<String, Object> features(Layout layout, MemoryBudget budget) {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("Driver", "wasm");
        out.put("DriverStatus", List.of(List.of("Memory of all containers", Long.toString(budget.bytes()))));
        out.put("DockerRootDir", layout.state().toString());
        out.put("MemoryLimit", true);
        for (String absent : List.of(
                "SwapLimit",
                "CpuCfsPeriod",
                "CpuCfsQuota",
                "CPUShares",
                "CPUSet",
                "PidsLimit",
                "OomKillDisable",
                "IPv4Forwarding",
                "BridgeNfIptables",
                "BridgeNfIp6tables")) {
            out.put(absent, false);
        }
        out.put("LoggingDriver", "json-file");
        out.put("CgroupDriver", "none");
        out.put("CgroupVersion", "2");
        out.put("KernelVersion", System.getProperty("os.version"));
        out.put("OperatingSystem", "WebAssembly on " + System.getProperty("os.name"));
        out.put("OSVersion", "");
        out.put("OSType", "linux"); // whose paths it has, which is what clients want to know
        out.put("Architecture", "wasm32");
        out.put("NCPU", Runtime.getRuntime().availableProcessors());
        out.put("MemTotal", memory());
        Map<String, Object> runtimes = new LinkedHashMap<>();
        Validation.RUNTIMES.forEach(name -> runtimes.put(name, Map.of("path", name)));
        out.put("Runtimes", runtimes);
        out.put("DefaultRuntime", Validation.RUNTIMES.getFirst());
        out.put("SecurityOptions", List.of("name=wasm"));
        out.put(
                "Warnings",
                List.of("WARNING: containers are sandboxes inside the daemon: they have no network and end with it"));
        return out;
    }

    private static long memory() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system
                ? system.getTotalMemorySize()
                : Runtime.getRuntime().maxMemory();
    }
}
