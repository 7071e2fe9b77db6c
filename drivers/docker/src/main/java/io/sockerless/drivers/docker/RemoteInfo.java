package io.sockerless.drivers.docker;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import io.sockerless.drivers.spi.Capability;
import io.sockerless.drivers.spi.DriverInfo;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the other engine says of itself. */
final class RemoteInfo {
    /** Images stay where this engine keeps them and are sent when a container wants them. */
    static final Set<Capability> CAPABILITIES = EnumSet.complementOf(EnumSet.of(Capability.IMAGES));

    private static final List<String> FIELDS = List.of(
            "Driver",
            "DriverStatus",
            "DockerRootDir",
            "MemoryLimit",
            "SwapLimit",
            "CpuCfsPeriod",
            "CpuCfsQuota",
            "CPUShares",
            "CPUSet",
            "PidsLimit",
            "OomKillDisable",
            "IPv4Forwarding",
            "BridgeNfIptables",
            "BridgeNfIp6tables",
            "LoggingDriver",
            "CgroupDriver",
            "CgroupVersion",
            "KernelVersion",
            "OperatingSystem",
            "OSVersion",
            "OSType",
            "Architecture",
            "NCPU",
            "MemTotal",
            "Runtimes",
            "DefaultRuntime",
            "RuncCommit",
            "InitCommit",
            "InitBinary",
            "SecurityOptions",
            "Warnings");

    private RemoteInfo() {}

    static DriverInfo of(Remote remote) {
        JsonNode info = remote.get("info");
        Map<String, Object> features = new LinkedHashMap<>();
        for (String field : FIELDS) {
            JsonNode value = info.path(field);
            if (!value.isMissingNode() && !value.isNull()) {
                features.put(field, Remote.JSON.convertValue(value, new TypeReference<Object>() {}));
            }
        }
        String version = info.path("ServerVersion").asText();
        return new DriverInfo(
                "docker",
                version,
                List.of(info.path("OSType").asText("linux") + "/"
                        + architecture(info.path("Architecture").asText())),
                CAPABILITIES,
                features,
                Map.of("docker", version));
    }

    /** The kernel's name of a machine in the words of images. */
    private static String architecture(String machine) {
        return switch (machine) {
            case "x86_64" -> "amd64";
            case "aarch64" -> "arm64";
            default -> machine;
        };
    }
}
