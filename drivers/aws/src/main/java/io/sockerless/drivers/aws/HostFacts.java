package io.sockerless.drivers.aws;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What clients show of the driver. */
final class HostFacts {
    static final String VERSION = "0.1.0";

    private HostFacts() {}

    static Map<String, Object> features(EcsConfig config) {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("Driver", "ecs");
        out.put(
                "DriverStatus",
                List.of(List.of("Cluster", config.cluster()), List.of("Repository", config.repository())));
        out.put("DockerRootDir", config.state().toString());
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
        out.put("OperatingSystem", "AWS Fargate");
        out.put("OSVersion", "");
        out.put("OSType", "linux");
        out.put("Architecture", config.architecture().equals("amd64") ? "x86_64" : "aarch64");
        // The largest size that Fargate has.
        out.put("NCPU", 16);
        out.put("MemTotal", 120L << 30);
        out.put("Runtimes", Map.of("fargate", Map.of("path", "fargate")));
        out.put("DefaultRuntime", "fargate");
        out.put("SecurityOptions", List.of());
        out.put("Warnings", List.of());
        return out;
    }
}
