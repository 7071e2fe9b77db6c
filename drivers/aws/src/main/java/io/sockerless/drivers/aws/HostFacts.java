package io.sockerless.drivers.aws;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What clients show of the driver. */
final class HostFacts {
    static final String VERSION = "0.1.0";

    private HostFacts() {}

    /**
     * @param status pairs of words about where containers run
     * @param processors of the largest size
     * @param memory of the largest size, in bytes
     * @param runtime what containers may ask for by {@code --runtime}
     */
    static Map<String, Object> features(
            String driver,
            Path state,
            String architecture,
            List<List<String>> status,
            String system,
            int processors,
            long memory,
            String runtime) {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("Driver", driver);
        out.put("DriverStatus", status);
        out.put("DockerRootDir", state.toString());
        for (String present : List.of("MemoryLimit", "CpuCfsPeriod", "CpuCfsQuota", "IPv4Forwarding")) {
            out.put(present, true);
        }
        for (String absent : List.of(
                "SwapLimit",
                "CPUShares",
                "CPUSet",
                "PidsLimit",
                "OomKillDisable",
                "BridgeNfIptables",
                "BridgeNfIp6tables")) {
            out.put(absent, false);
        }
        out.put("LoggingDriver", "json-file");
        out.put("CgroupDriver", "none");
        out.put("CgroupVersion", "2");
        out.put("KernelVersion", "");
        out.put("OperatingSystem", system);
        out.put("OSVersion", "");
        out.put("OSType", "linux");
        out.put("Architecture", architecture.equals("amd64") ? "x86_64" : "aarch64");
        out.put("NCPU", processors);
        out.put("MemTotal", memory);
        out.put("Runtimes", Map.of(runtime, Map.of("path", runtime)));
        out.put("DefaultRuntime", runtime);
        out.put("SecurityOptions", List.of());
        out.put("Warnings", List.of());
        return out;
    }
}
