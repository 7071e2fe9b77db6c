package io.sockerless.frontends.cli.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What containers without root need of the machine. */
final class RootlessChecks {
    private static final int SETUID = 04000;
    private static final long IDS = 65536;

    private final Map<String, String> environment;
    private final String user;
    private final Object uid;

    RootlessChecks(Map<String, String> environment) {
        this.environment = environment;
        user = System.getProperty("user.name");
        uid = attribute(Path.of("/proc/self"), "unix:uid");
    }

    List<Finding> all() {
        List<Finding> findings = new ArrayList<>();
        if (uid.equals(0)) {
            findings.add(Finding.warning(
                    "user",
                    "this is root; what follows is about root, not about a user",
                    "call it as the user: sudo -u NAME sockerless doctor --rootless"));
        }
        findings.add(userNamespaces());
        findings.add(mapper("newuidmap"));
        findings.add(mapper("newgidmap"));
        findings.add(subordinate(Path.of("/etc/subuid")));
        findings.add(subordinate(Path.of("/etc/subgid")));
        findings.add(ProgramChecks.program("crun", "crun", true, "no container can start"));
        findings.add(network());
        findings.add(cgroups());
        findings.add(runtimeDirectory());
        return findings;
    }

    private Finding userNamespaces() {
        String subject = "user namespaces";
        if (!Files.exists(Path.of("/proc/self/ns/user"))) {
            return Finding.failure(subject, "the kernel has none", "use a kernel with CONFIG_USER_NS");
        }
        for (var setting : Map.of(
                        "user/max_user_namespaces", "0",
                        "kernel/unprivileged_userns_clone", "0",
                        "kernel/apparmor_restrict_unprivileged_userns", "1")
                .entrySet()) {
            String name = setting.getKey().replace('/', '.');
            if (KernelChecks.read("/proc/sys/" + setting.getKey()).strip().equals(setting.getValue())) {
                String other = setting.getValue().equals("1") ? "0" : name.endsWith("clone") ? "1" : "15000";
                return Finding.failure(
                        subject, name + " is " + setting.getValue(), "sudo sysctl -w " + name + "=" + other);
            }
        }
        String refusal = ProgramChecks.failure("unshare", "--user", "--map-root-user", "true");
        return refusal.isEmpty()
                ? Finding.ok(subject, "this user may make them")
                : Finding.failure(
                        subject,
                        "they cannot be made: " + refusal,
                        "allow them to this user (a container or a security module may be in the way)");
    }

    private static Finding mapper(String name) {
        Finding installed = ProgramChecks.program(name, "uidmap", true, "only one user id could be mapped");
        return ProgramChecks.onPath(name)
                .filter(path -> ((int) attribute(path, "unix:mode") & SETUID) == 0)
                .map(path -> Finding.warning(
                        name,
                        path + " is not setuid root, so it works only with file capabilities",
                        "look: getcap " + path + "; else: sudo chmod u+s " + path))
                .orElse(installed);
    }

    private Finding subordinate(Path file) {
        boolean enough = KernelChecks.read(file.toString())
                .lines()
                .map(line -> line.split(":"))
                .anyMatch(fields -> fields.length == 3
                        && Set.of(user, uid.toString()).contains(fields[0])
                        && fields[2].matches("\\d{1,10}")
                        && Long.parseLong(fields[2]) >= IDS);
        String flag = file.endsWith("subuid") ? "--add-subuids" : "--add-subgids";
        return enough
                ? Finding.ok(file.toString(), "there is a range of ids for " + user)
                : Finding.failure(
                        file.toString(),
                        "no range of " + IDS + " ids for " + user,
                        "sudo usermod " + flag + " 100000-165535 " + user);
    }

    private static Finding network() {
        if (!Files.exists(Path.of("/dev/net/tun"))) {
            return Finding.failure("network", "there is no /dev/net/tun", "sudo modprobe tun");
        }
        return ProgramChecks.onPath("pasta")
                .or(() -> ProgramChecks.onPath("slirp4netns"))
                .map(path -> Finding.ok("network", path.toString()))
                .orElseGet(() -> Finding.failure(
                        "network",
                        "neither pasta nor slirp4netns: containers would have no way out",
                        "apt-get install passt"));
    }

    private Finding cgroups() {
        String subject = "cgroup delegation";
        Path root = Path.of("/sys/fs/cgroup");
        if (!Files.exists(root.resolve("cgroup.controllers"))) {
            return Finding.failure(
                    subject,
                    "control groups are of version 1, which cannot be delegated: no limits, no stats, no pause",
                    "boot with systemd.unified_cgroup_hierarchy=1");
        }
        Path own = root.resolve("user.slice/user-" + uid + ".slice/user@" + uid + ".service");
        Set<String> has = Arrays.stream(
                        KernelChecks.read(own.resolve("cgroup.controllers").toString())
                                .strip()
                                .split(" "))
                .collect(Collectors.toSet());
        List<String> lacking = List.of("cpu", "memory", "pids").stream()
                .filter(controller -> !has.contains(controller))
                .toList();
        if (lacking.isEmpty() && Files.isWritable(own.resolve("cgroup.procs"))) {
            return Finding.ok(subject, own.toString());
        }
        return Finding.failure(
                subject,
                Files.exists(own)
                        ? "not delegated to this user: " + String.join(", ", lacking)
                        : "systemd runs no session manager for this user (" + own + ")",
                "sudo loginctl enable-linger " + user
                        + "; and Delegate=cpu cpuset io memory pids in"
                        + " /etc/systemd/system/user@.service.d/delegate.conf");
    }

    private Finding runtimeDirectory() {
        String directory = environment.getOrDefault("XDG_RUNTIME_DIR", "");
        return !directory.isEmpty() && Files.isWritable(Path.of(directory))
                ? Finding.ok("XDG_RUNTIME_DIR", directory)
                : Finding.failure(
                        "XDG_RUNTIME_DIR",
                        directory.isEmpty() ? "not set" : directory + " cannot be written",
                        "log in as the user, or: export XDG_RUNTIME_DIR=/run/user/" + uid);
    }

    private static Object attribute(Path path, String name) {
        try {
            return Files.getAttribute(path, name);
        } catch (IOException e) {
            return -1;
        }
    }
}
