package io.sockerless.frontends.cli.doctor;

import io.sockerless.frontends.daemon.Privileges;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What the kernel and this process's rights allow. */
final class KernelChecks {
    private static final int CAP_SYS_RESOURCE = 24;

    private KernelChecks() {}

    static List<Finding> all() {
        List<Finding> findings = new ArrayList<>();
        findings.add(root());
        for (String namespace : List.of("mnt", "pid", "net", "ipc", "uts", "cgroup")) {
            if (!Files.exists(Path.of("/proc/self/ns/" + namespace))) {
                findings.add(Finding.failure(
                        "namespaces", "the kernel has no " + namespace + " namespaces", "use a kernel that has them"));
            }
        }
        findings.add(overlay());
        findings.add(cgroups());
        findings.add(resourceLimits());
        findings.add(seccomp());
        return findings;
    }

    private static Finding root() {
        List<String> missing = Privileges.missing();
        if (!missing.isEmpty()) {
            return Finding.failure(
                    "rights",
                    String.join(", ", missing),
                    "run it as root: sudo sockerless serve; about containers without root: sockerless doctor --rootless");
        }
        return Finding.ok("rights", "this process may make namespaces, mounts and networks");
    }

    private static Finding resourceLimits() {
        long effective = Long.parseUnsignedLong(status("CapEff", "0"), 16);
        return has(effective, CAP_SYS_RESOURCE)
                ? Finding.ok("limits", "ulimits can be raised")
                : Finding.warning(
                        "limits",
                        "CAP_SYS_RESOURCE is missing: ulimits above this process's hard limits are refused",
                        "start the daemon with CAP_SYS_RESOURCE, or raise the hard limits before starting it");
    }

    private static Finding overlay() {
        return read("/proc/filesystems").contains("overlay")
                ? Finding.ok("overlayfs", "the kernel has it")
                : Finding.failure("overlayfs", "the kernel has no overlay file system", "modprobe overlay");
    }

    private static Finding cgroups() {
        String mounts = read("/proc/self/mounts");
        boolean unified = mounts.contains(" /sys/fs/cgroup cgroup2 ");
        boolean first = mounts.contains(" cgroup rw") || mounts.contains(" cgroup ro");
        if (unified) {
            return unified(Path.of("/sys/fs/cgroup"));
        }
        if (first) {
            return Finding.ok("cgroups", mounts.contains(" cgroup2 ") ? "version 1 (hybrid)" : "version 1");
        }
        return Finding.failure(
                "cgroups", "nothing is mounted at /sys/fs/cgroup", "mount -t cgroup2 none /sys/fs/cgroup");
    }

    /** Only the true root, which has no type, may hold processes and hand controllers to groups below (cgroup-v2). */
    static Finding unified(Path root) {
        List<String> present =
                List.of(read(root + "/cgroup.controllers").strip().split(" "));
        List<String> missing = Stream.of("cpu", "cpuset", "io", "memory", "pids")
                .filter(name -> !present.contains(name))
                .toList();
        if (!missing.isEmpty()) {
            return Finding.warning(
                    "cgroups",
                    "version 2, without " + String.join(", ", missing) + ": containers cannot be limited by it",
                    "hand it down where this machine's groups are made (cgroup.subtree_control, or Delegate= of systemd)");
        }
        if (Files.exists(root.resolve("cgroup.type"))
                && !List.of(read(root + "/cgroup.subtree_control").strip().split(" "))
                        .contains("memory")
                && !read(root + "/cgroup.procs").isBlank()) {
            return Finding.failure(
                    "cgroups",
                    "version 2, but processes in the group mounted at " + root
                            + " keep it from having groups with limits",
                    // Containers that were started all the same have handed out controllers that make the group
                    // threaded.
                    "with no container, cd " + root + "; rmdir docker; for c in $(cat cgroup.subtree_control); do"
                            + " echo -$c >cgroup.subtree_control; done;"
                            + " mkdir -p init && xargs -rn1 <cgroup.procs >init/cgroup.procs");
        }
        return Finding.ok("cgroups", "version 2");
    }

    private static Finding seccomp() {
        return status("Seccomp", "").isEmpty()
                ? Finding.warning(
                        "seccomp", "the kernel has no seccomp: containers run unfiltered", "use a kernel that has it")
                : Finding.ok("seccomp", "the kernel has it");
    }

    private static boolean has(long capabilities, int capability) {
        return (capabilities >>> capability & 1) == 1;
    }

    private static String status(String key, String fallback) {
        return read("/proc/self/status")
                .lines()
                .filter(line -> line.startsWith(key + ":"))
                .map(line -> line.substring(key.length() + 1).strip())
                .findFirst()
                .orElse(fallback);
    }

    /** What cannot be read counts as empty, which each check then reports as missing. */
    static String read(String path) {
        try {
            return Files.readString(Path.of(path));
        } catch (IOException e) {
            return "";
        }
    }
}
