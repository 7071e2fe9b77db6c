package io.sockerless.frontends.cli.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What containers without root need of the machine. */
final class RootlessChecks {
    private static final int SETUID = 04000;
    private static final long IDS = 65536;
    private static final String SINGLE =
            "root is the only user in containers, and images with files of other users cannot be unpacked";

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
        findings.addAll(needed());
        findings.add(mapper("newuidmap"));
        findings.add(mapper("newgidmap"));
        findings.add(subordinate(Path.of("/etc/subuid")));
        findings.add(subordinate(Path.of("/etc/subgid")));
        findings.add(runtimeDirectory());
        findings.add(Finding.warning(
                "control groups",
                "not used without root: limits, statistics and pause are refused",
                "run it as root where they are wanted"));
        return findings;
    }

    /** Without these nothing can run. */
    List<Finding> needed() {
        List<Finding> findings = new ArrayList<>();
        Finding namespaces = userNamespaces();
        findings.add(namespaces);
        findings.add(ProgramChecks.program("unshare", "util-linux", true, "namespaces cannot be made"));
        findings.add(ProgramChecks.program("nsenter", "util-linux", true, "namespaces cannot be entered"));
        if (namespaces.level() == Finding.Level.OK) {
            findings.add(overlay());
        }
        findings.add(ProgramChecks.program("crun", "crun", true, "no container can start"));
        findings.add(ProgramChecks.program("nft", "nftables", true, "containers have no networks"));
        findings.add(network());
        return findings;
    }

    /** Whether there are more ids than the user's own. */
    boolean hasSubordinateIds() {
        return ProgramChecks.onPath("newuidmap").isPresent()
                && ProgramChecks.onPath("newgidmap").isPresent()
                && subordinate(Path.of("/etc/subuid")).level() == Finding.Level.OK
                && subordinate(Path.of("/etc/subgid")).level() == Finding.Level.OK;
    }

    /** Tried where nobody else sees it. */
    private static Finding overlay() {
        String refusal = ProgramChecks.failure(
                "unshare",
                "--user",
                "--map-root-user",
                "--mount",
                "sh",
                "-c",
                "mount -t tmpfs tmpfs /tmp && cd /tmp && mkdir l u w m"
                        + " && mount -t overlay overlay -o lowerdir=l,upperdir=u,workdir=w,userxattr m");
        return refusal.isEmpty()
                ? Finding.ok("overlayfs", "this user may mount it in a user namespace")
                : Finding.failure("overlayfs", "cannot be mounted without root: " + refusal, "use Linux 5.11 or later");
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
        return ProgramChecks.onPath(name)
                .map(path -> ((int) attribute(path, "unix:mode") & SETUID) == 0
                        ? Finding.warning(
                                name,
                                path + " is not setuid root, so it works only with file capabilities",
                                "look: getcap " + path + "; else: sudo chmod u+s " + path)
                        : Finding.ok(name, path.toString()))
                .orElseGet(() -> Finding.warning(name, "not installed: " + SINGLE, "apt-get install uidmap"));
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
                : Finding.warning(
                        file.toString(),
                        "no range of " + IDS + " ids for " + user + ": " + SINGLE,
                        "sudo usermod " + flag + " 100000-165535 " + user);
    }

    /** Frames over a socket, instead of /dev/net/tun: version 1.2. */
    private static Finding network() {
        String without = "containers would have no way out";
        return ProgramChecks.onPath("slirp4netns")
                .map(path -> ProgramChecks.output(path.toString(), "--help").contains("--target-type")
                        ? Finding.ok("network", path.toString())
                        : Finding.failure("network", path + " is older than 1.2: " + without, "install a newer one"))
                .orElseGet(
                        () -> Finding.failure("network", "no slirp4netns: " + without, "apt-get install slirp4netns"));
    }

    private Finding runtimeDirectory() {
        String directory = environment.getOrDefault("XDG_RUNTIME_DIR", "");
        return !directory.isEmpty() && Files.isWritable(Path.of(directory))
                ? Finding.ok("XDG_RUNTIME_DIR", directory)
                : Finding.warning(
                        "XDG_RUNTIME_DIR",
                        (directory.isEmpty() ? "not set" : directory + " cannot be written") + ": give --run and -H",
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
