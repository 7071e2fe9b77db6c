package io.sockerless.drivers.linux;

import io.sockerless.drivers.linux.cgroup.Hierarchy;
import io.sockerless.drivers.linux.spec.SpecCheck;
import io.sockerless.drivers.spi.TaskSpec;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.HostConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What this driver on this machine cannot honour: refused by name, or told as a warning where dockerd only warns. */
record Validation(HostFacts facts, Layout layout) {
    private static final Set<String> RUNTIMES = Set.of("", "default", "crun", "runc", "io.containerd.runc.v2");

    List<String> check(TaskSpec spec) {
        HostConfig host = spec.host();
        refuse(host);
        SpecCheck.check(spec, facts.machine());
        LogOptions.checkType(spec.log());
        if (host.integer("OomScoreAdj") < 0
                && (facts.machine().rootless().isPresent()
                        || !facts.machine().capabilities().holds("CAP_SYS_RESOURCE"))) {
            throw EngineException.invalid(
                    "OomScoreAdj below 0 needs CAP_SYS_RESOURCE, which this engine does not have here");
        }
        return warnings(host);
    }

    private void refuse(HostConfig host) {
        if (!RUNTIMES.contains(host.string("Runtime"))) {
            throw EngineException.invalid("unknown or invalid runtime name: " + host.string("Runtime"));
        }
        if (!Set.of("", "default").contains(host.string("Isolation"))) {
            throw EngineException.invalid("invalid isolation '" + host.string("Isolation") + "' on linux");
        }
        if (!Set.of("", "host").contains(host.string("UsernsMode"))) {
            throw EngineException.notImplemented("driver linux: UsernsMode " + host.string("UsernsMode"));
        }
        if (!host.objects("DeviceRequests").isEmpty()) {
            throw EngineException.invalid(
                    "could not select device driver \"\" with capabilities: [[gpu]]: driver linux has no"
                            + " DeviceRequests");
        }
        if (!host.stringMap("StorageOpt").isEmpty()) {
            throw EngineException.invalid(
                    "--storage-opt is supported only for overlay over xfs with 'pquota' mount option");
        }
        for (String field : List.of("CpuCount", "CpuPercent", "IOMaximumIOps", "IOMaximumBandwidth")) {
            if (host.integer(field) != 0) {
                throw EngineException.invalid("invalid option: " + field + " is a Windows setting");
            }
        }
        refuseRealtime(host, "CpuRealtimePeriod", "period");
        refuseRealtime(host, "CpuRealtimeRuntime", "runtime");
        if (!host.string("Cgroup").isEmpty()) {
            throw EngineException.notImplemented("driver linux: Cgroup " + host.string("Cgroup"));
        }
    }

    private void refuseRealtime(HostConfig host, String field, String what) {
        if (host.integer(field) != 0 && !facts.hierarchy().hasFile("cpu", "cpu.rt_" + what + "_us")) {
            throw EngineException.invalid("Your kernel does not support cgroup CPU real-time " + what);
        }
    }

    private List<String> warnings(HostConfig host) {
        List<String> out = new ArrayList<>();
        Hierarchy groups = facts.hierarchy();
        if (host.integer("Memory") > 0 && !groups.has("memory")) {
            out.add("Your kernel does not support memory limit capabilities or the cgroup is not mounted."
                    + " Limitation discarded.");
        } else if (host.integer("Memory") > 0 && host.integer("MemorySwap") != -1 && !groups.limitsSwap()) {
            out.add("Your kernel does not support swap limit capabilities or the cgroup is not mounted."
                    + " Memory limited without swap.");
        }
        boolean noOomControl = groups.isUnified();
        if (host.optionalBool("OomKillDisable").orElse(false)) {
            if (noOomControl) {
                out.add("Your kernel does not support OomKillDisable. OomKillDisable discarded.");
            } else if (host.integer("Memory") == 0) {
                out.add("OOM killer is disabled for the container, but no memory limit is set, this can result in the"
                        + " system running out of resources.");
            }
        }
        if (host.optionalInteger("MemorySwappiness").filter(value -> value >= 0).isPresent() && noOomControl) {
            out.add("Your kernel does not support memory swappiness capabilities or the cgroup is not mounted."
                    + " Memory swappiness discarded.");
        }
        if (host.integer("BlkioWeight") > 0 && !facts.machine().blockWeight()) {
            out.add("Your kernel does not support Block I/O weight or the cgroup is not mounted. Weight discarded.");
        }
        if (!host.objects("BlkioWeightDevice").isEmpty() && (!facts.machine().blockWeight() || groups.isUnified())) {
            out.add("Your kernel does not support Block I/O weight_device or the cgroup is not mounted."
                    + " Weight-device discarded.");
        }
        if (host.integer("KernelMemory") > 0) {
            out.add("Specifying a kernel memory limit is deprecated and will be removed in a future release.");
            if (groups.isUnified()) {
                out.add("Your kernel does not support kernel memory limit capabilities or the cgroup is not mounted."
                        + " Limitation discarded.");
            }
        }
        if (host.optionalInteger("PidsLimit").filter(limit -> limit > 0).isPresent() && !groups.has("pids")) {
            out.add("Your kernel does not support PIDs limit capabilities or the cgroup is not mounted."
                    + " PIDs limit discarded.");
        }
        return out;
    }
}
