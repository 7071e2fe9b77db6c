package io.sockerless.drivers.linux;

import io.sockerless.drivers.linux.cgroup.Hierarchy;
import io.sockerless.drivers.linux.cgroup.HostCounters;
import io.sockerless.drivers.linux.network.NetworkConfig;
import io.sockerless.drivers.linux.spec.Capabilities;
import io.sockerless.drivers.linux.spec.KernelVersion;
import io.sockerless.drivers.linux.spec.Machine;
import io.sockerless.drivers.linux.spec.Rlimits;
import io.sockerless.drivers.linux.spec.Rootless;
import io.sockerless.drivers.linux.spec.Seccomp;
import io.sockerless.drivers.spi.Capability;
import io.sockerless.drivers.spi.DriverInfo;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What this machine is and can do. */
record HostFacts(
        Hierarchy hierarchy,
        boolean cgroup2,
        OciRuntime runtime,
        ProgramVersion version,
        Optional<ProgramVersion> initVersion,
        Machine machine,
        String kernel,
        String architecture,
        Map<String, String> release) {

    /** @throws EngineException UNAVAILABLE when containers cannot run here */
    static HostFacts detect(LinuxConfig config) {
        try {
            Optional<Rootless> rootless = Rootless.ofThisProcess();
            Hierarchy mounted = Hierarchy.detect();
            Hierarchy hierarchy = rootless.isPresent() ? Hierarchy.NONE : mounted;
            if (rootless.isEmpty()
                    && hierarchy.isUnified()
                    && hierarchy.unified().isEmpty()) {
                throw new EngineException(ErrorKind.UNAVAILABLE, "no control groups are mounted on this machine");
            }
            Optional<Path> init = OciRuntime.init();
            OciRuntime runtime = OciRuntime.find(config.runtime());
            if (rootless.isPresent() && !runtime.isCrun()) {
                throw new EngineException(
                        ErrorKind.UNAVAILABLE, "without root the runtime has to be crun: apt-get install crun");
            }
            Capabilities capabilities = new Capabilities(held());
            String kernel =
                    Files.readString(Path.of("/proc/sys/kernel/osrelease")).strip();
            String architecture = System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
            Machine machine = new Machine(
                    rootless.isEmpty() && hierarchy.isUnified(),
                    hierarchy.weighsDevices(),
                    capabilities,
                    new Seccomp(architecture, KernelVersion.parse(kernel)),
                    init,
                    Rlimits.ofThisProcess(rootless.isEmpty() && capabilities.holds("CAP_SYS_RESOURCE")),
                    rootless);
            return new HostFacts(
                    hierarchy,
                    mounted.isUnified(),
                    runtime,
                    new ProgramVersion(runtime.program()),
                    init.map(ProgramVersion::new),
                    machine,
                    kernel,
                    architecture,
                    osRelease());
        } catch (IOException e) {
            throw new EngineException(ErrorKind.UNAVAILABLE, "looking at this machine: " + e.getMessage(), e);
        }
    }

    private static long held() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith("CapEff:")) {
                return Long.parseUnsignedLong(line.substring("CapEff:".length()).strip(), 16);
            }
        }
        return 0;
    }

    /** Where daemons of this machine agree on subnets; in namespaces of its own there are no others. */
    Path machineDirectory(Path run) {
        return machine.rootless().isEmpty() ? NetworkConfig.DEFAULT_MACHINE_DIR : run.resolve("machine");
    }

    /** The runtime where only it knows a container's processes: without control groups. */
    Optional<Path> killer() {
        return machine.rootless().map(_ -> runtime.program());
    }

    DriverInfo info(Path root) {
        ProgramVersion.Version now = version.get();
        return new DriverInfo(
                "linux",
                runtime.name(),
                List.of("linux/" + architecture),
                EnumSet.allOf(Capability.class),
                features(root, now),
                Map.of(runtime.name(), now.number()));
    }

    /** Docker shows a commit, or the number of a release where there is none. */
    private static Map<String, Object> commit(ProgramVersion.Version version) {
        String id = version.commit().isEmpty() ? version.number() : version.commit();
        return Map.of("ID", id, "Expected", id);
    }

    private Map<String, Object> features(Path root, ProgramVersion.Version version) {
        Map<String, Object> out = new LinkedHashMap<>();
        HostCounters counters = HostCounters.read();
        boolean legacy = !cgroup2;
        boolean rootless = machine.rootless().isPresent();
        out.put("Driver", "overlay2");
        out.put(
                "DriverStatus",
                List.of(
                        List.of("Backing Filesystem", backing(root)),
                        List.of("Supports d_type", "true"),
                        List.of("Using metacopy", "false"),
                        List.of("Native Overlay Diff", "true"),
                        List.of("userxattr", Boolean.toString(rootless))));
        out.put("DockerRootDir", root.toString());
        out.put("MemoryLimit", hierarchy.has("memory"));
        out.put("SwapLimit", hierarchy.limitsSwap());
        out.put("CpuCfsPeriod", hierarchy.has("cpu"));
        out.put("CpuCfsQuota", hierarchy.has("cpu"));
        out.put("CPUShares", hierarchy.has("cpu"));
        out.put("CPUSet", hierarchy.has("cpuset"));
        out.put("PidsLimit", hierarchy.has("pids"));
        out.put("OomKillDisable", legacy && hierarchy.has("memory"));
        out.put("IPv4Forwarding", flag("net/ipv4/ip_forward"));
        out.put("BridgeNfIptables", flag("net/bridge/bridge-nf-call-iptables"));
        out.put("BridgeNfIp6tables", flag("net/bridge/bridge-nf-call-ip6tables"));
        out.put("LoggingDriver", "json-file");
        out.put("CgroupDriver", rootless ? "none" : "cgroupfs");
        out.put("CgroupVersion", legacy ? "1" : "2");
        out.put("KernelVersion", kernel);
        out.put("OperatingSystem", release.getOrDefault("PRETTY_NAME", "Linux"));
        out.put("OSVersion", release.getOrDefault("VERSION_ID", ""));
        out.put("OSType", "linux");
        out.put("Architecture", architecture.equals("arm64") ? "aarch64" : "x86_64");
        out.put("NCPU", counters.onlineCpus());
        out.put("MemTotal", counters.memory());
        out.put(
                "Runtimes",
                Map.of(runtime.name(), Map.of("path", runtime.program().toString())));
        out.put("DefaultRuntime", runtime.name());
        out.put("RuncCommit", commit(version));
        out.put(
                "InitCommit",
                initVersion.map(ProgramVersion::get).map(HostFacts::commit).orElse(Map.of("ID", "", "Expected", "")));
        out.put(
                "InitBinary",
                machine.init().map(path -> path.getFileName().toString()).orElse(""));
        List<String> security = new ArrayList<>(List.of("name=seccomp,profile=builtin"));
        if (rootless) {
            security.add("name=rootless");
        }
        if (!legacy) {
            security.add("name=cgroupns");
        }
        out.put("SecurityOptions", security);
        out.put("Warnings", warnings());
        return out;
    }

    private List<String> warnings() {
        List<String> out = new ArrayList<>();
        machine.rootless()
                .filter(Rootless::single)
                .ifPresent(_ -> out.add("WARNING: Running without subordinate ids:"
                        + " root is the only user in containers, and images with files of others cannot be unpacked"));
        if (machine.rootless().isPresent()) {
            out.add("WARNING: Running without root: no control groups, hence no limits, statistics or pause");
            return out;
        }
        if (!hierarchy.has("memory")) {
            out.add("WARNING: No memory limit support");
        }
        if (!hierarchy.limitsSwap()) {
            out.add("WARNING: No swap limit support");
        }
        if (!hierarchy.has("cpu")) {
            out.add("WARNING: No cpu cfs quota support");
        }
        if (!hierarchy.has("cpuset")) {
            out.add("WARNING: No cpuset support");
        }
        return out;
    }

    private static boolean flag(String sysctl) {
        Path file = Path.of("/proc/sys", sysctl);
        try {
            return Files.exists(file) && Files.readString(file).strip().equals("1");
        } catch (IOException e) {
            throw EngineException.internal("reading " + file + ": " + e.getMessage(), e);
        }
    }

    private static String backing(Path root) {
        try {
            String type =
                    MountTable.read().holding(root).map(MountTable.Entry::type).orElse("unknown");
            return type.startsWith("ext") ? "extfs" : type;
        } catch (IOException e) {
            throw EngineException.internal("reading mounts: " + e.getMessage(), e);
        }
    }

    private static Map<String, String> osRelease() {
        Map<String, String> out = new LinkedHashMap<>();
        Path file = Path.of("/etc/os-release");
        try {
            for (String line : Files.exists(file) ? Files.readAllLines(file) : List.<String>of()) {
                int equals = line.indexOf('=');
                if (equals > 0) {
                    out.put(
                            line.substring(0, equals),
                            line.substring(equals + 1).replaceAll("^\"|\"$", ""));
                }
            }
        } catch (IOException e) {
            throw EngineException.internal("reading " + file + ": " + e.getMessage(), e);
        }
        return out;
    }
}
