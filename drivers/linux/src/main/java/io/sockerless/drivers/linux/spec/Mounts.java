package io.sockerless.drivers.linux.spec;

import io.sockerless.drivers.spi.TaskSpec.MountSpec;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.HostConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The mounts of a container, in the order in which they are made: the kernel's, the generated files, the user's. */
final class Mounts {
    private static final long DEFAULT_SHM = 64 << 20;
    /** Stay writable under a read-only root. */
    private static final Set<String> KERNEL = Set.of("sysfs", "cgroup");

    private static final Set<String> WRITABLE = Set.of("/proc", "/dev/pts", "/dev/shm", "/dev/mqueue", "/dev");

    /** Where runc lets mounts be made inside /proc: files that resource views replace. */
    private static final Set<String> IN_PROC = Set.of(
            "/proc/cpuinfo",
            "/proc/diskstats",
            "/proc/meminfo",
            "/proc/stat",
            "/proc/swaps",
            "/proc/uptime",
            "/proc/loadavg",
            "/proc/slabinfo",
            "/proc/net/dev",
            "/proc/sys/kernel/ns_last_pid");

    private static final Set<String> PROPAGATIONS =
            Set.of("private", "rprivate", "shared", "rshared", "slave", "rslave", "unbindable", "runbindable");

    /** What a tmpfs may be mounted with, and its opposite; the runtime would take more for its own, such as bind. */
    private static final Set<String> TMPFS = Stream.concat(
                    PROPAGATIONS.stream(),
                    Stream.of(
                            "size",
                            "mode",
                            "uid",
                            "gid",
                            "nr_inodes",
                            "nr_blocks",
                            "mpol",
                            "ro",
                            "rw",
                            "sync",
                            "async",
                            "dirsync",
                            "nosuid",
                            "nodev",
                            "noexec",
                            "nomand",
                            "noatime",
                            "nodiratime",
                            "norelatime",
                            "nostrictatime"))
            .collect(Collectors.toUnmodifiableSet());

    /** The group of terminals, by convention. */
    private static final long TTY = 5;

    private Mounts() {}

    static List<Map<String, Object>> of(SpecInputs in) {
        HostConfig host = in.task().host();
        boolean writableKernel = host.privileged();
        List<Map<String, Object>> out = new ArrayList<>();
        out.add(mount("/proc", "proc", "proc", List.of("nosuid", "noexec", "nodev")));
        out.add(mount("/dev", "tmpfs", "tmpfs", List.of("nosuid", "strictatime", "mode=755", "size=65536k")));
        List<String> terminals =
                new ArrayList<>(List.of("nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620"));
        if (in.machine().rootless().filter(limited -> limited.gids() <= TTY).isEmpty()) {
            terminals.add("gid=" + TTY);
        }
        out.add(mount("/dev/pts", "devpts", "devpts", terminals));
        out.add(mount("/sys", "sysfs", "sysfs", kernel(writableKernel, "nosuid", "noexec", "nodev")));
        if (in.machine().rootless().isEmpty()) {
            out.add(mount("/sys/fs/cgroup", "cgroup", "cgroup", cgroup(writableKernel)));
        }
        out.add(mount("/dev/mqueue", "mqueue", "mqueue", List.of("nosuid", "noexec", "nodev")));
        sharedMemory(in, host).ifPresent(out::add);
        in.files().forEach((target, source) -> out.add(bind(target, source, "rprivate")));
        if (host.optionalBool("Init").orElse(false)) {
            out.add(mount(
                    OciSpec.INIT,
                    "bind",
                    in.machine()
                            .init()
                            .orElseThrow(() -> EngineException.invalid("driver linux: Init needs tini on the host"))
                            .toString(),
                    List.of("bind", "ro")));
        }
        readOnly(host, out);
        for (MountSpec mount : in.task().mounts()) {
            out.removeIf(old -> old.get("destination").equals(mount.target()));
            out.add(user(mount));
        }
        return out;
    }

    /** The strictest propagation of the root that the user's mounts allow; empty for the runtime's default. */
    static String rootPropagation(List<MountSpec> mounts) {
        String out = "";
        for (MountSpec mount : mounts) {
            switch (mount.propagation()) {
                case "shared", "rshared" -> out = "shared";
                case "slave", "rslave" -> out = out.isEmpty() ? "rslave" : out;
                case "", "private", "rprivate" -> {}
                default -> throw EngineException.invalid("invalid propagation mode: " + mount.propagation());
            }
        }
        return out;
    }

    private static void readOnly(HostConfig host, List<Map<String, Object>> mounts) {
        if (!host.bool("ReadonlyRootfs")) {
            return;
        }
        for (Map<String, Object> mount : mounts) {
            List<String> options = new ArrayList<>(options(mount));
            boolean writable = WRITABLE.contains(mount.get("destination"))
                    || host.privileged() && KERNEL.contains(mount.get("type"));
            if (!writable && !options.contains("ro")) {
                options.add("ro");
                mount.put("options", options);
            }
        }
    }

    @SuppressWarnings("unchecked")
    private static List<String> options(Map<String, Object> mount) {
        return (List<String>) mount.get("options");
    }

    private static Map<String, Object> user(MountSpec mount) {
        if (mount.target().startsWith("/proc/") && !IN_PROC.contains(mount.target())) {
            // Whoever can put files there can lie to everything that trusts the kernel's.
            throw EngineException.invalid("\"" + mount.target() + "\" cannot be mounted because it is inside /proc");
        }
        List<String> options = new ArrayList<>();
        if (mount.type().equals("tmpfs")) {
            options.addAll(List.of("noexec", "nosuid", "nodev", "rprivate"));
            if (mount.readOnly()) {
                options.add("ro");
            }
            mount.options().forEach((key, value) -> add(options, key, value));
            return mount(mount.target(), "tmpfs", "tmpfs", options);
        }
        options.add(mount.options().containsKey("nonrecursive") ? "bind" : "rbind");
        if (mount.readOnly()) {
            options.add("ro");
        }
        if (!mount.propagation().isEmpty()) {
            options.add(mount.propagation());
        }
        return mount(mount.target(), "bind", mount.source(), options);
    }

    /** A later option takes back its opposite, and stands itself, as in dockerd. */
    private static void add(List<String> options, String key, String value) {
        String positive = key.startsWith("no") ? key.substring(2) : key;
        if (key.isEmpty() || key.equals("defaults")) {
            return;
        }
        if (!TMPFS.contains(key) && !TMPFS.contains("no" + key)) {
            throw EngineException.invalid(
                    "invalid tmpfs option [\"" + key + (value.isEmpty() ? "" : "\" \"" + value) + "\"]");
        }
        options.removeAll(PROPAGATIONS.contains(key) ? PROPAGATIONS : Set.of(positive, "no" + positive));
        if (key.equals("rw") || key.equals("ro")) {
            options.removeAll(Set.of("rw", "ro"));
        }
        options.add(value.isEmpty() ? key : key + "=" + (key.equals("size") ? size(value) : value));
    }

    /** Whole units are written with their letter. */
    private static String size(String value) {
        if (!value.chars().allMatch(Character::isDigit) || value.length() > 18) {
            return value;
        }
        long bytes = Long.parseLong(value);
        for (int power = 3; power > 0; power--) {
            if (bytes > 0 && bytes % (1L << 10 * power) == 0) {
                return (bytes >> 10 * power) + "kmg".substring(power - 1, power);
            }
        }
        return value;
    }

    /** Empty for a container that is to have none. */
    private static Optional<Map<String, Object>> sharedMemory(SpecInputs in, HostConfig host) {
        if (in.sharedMemory().isPresent()) {
            return Optional.of(bind("/dev/shm", in.sharedMemory().get(), "rprivate"));
        }
        return switch (host.string("IpcMode")) {
            case "host" -> Optional.of(bind("/dev/shm", Path.of("/dev/shm"), "rprivate"));
            case "none" -> Optional.empty();
            default ->
                Optional.of(mount(
                        "/dev/shm",
                        "tmpfs",
                        "shm",
                        List.of("nosuid", "noexec", "nodev", "mode=1777", "size=" + shmSize(host))));
        };
    }

    static long shmSize(HostConfig host) {
        return host.integer("ShmSize") > 0 ? host.integer("ShmSize") : DEFAULT_SHM;
    }

    private static List<String> kernel(boolean writable, String... options) {
        List<String> out = new ArrayList<>(List.of(options));
        if (!writable) {
            out.add("ro");
        }
        return out;
    }

    private static List<String> cgroup(boolean writable) {
        List<String> out = new ArrayList<>(List.of("nosuid", "noexec", "nodev"));
        if (!writable) {
            out.addFirst("ro");
        }
        return out;
    }

    private static Map<String, Object> bind(String target, Path source, String propagation) {
        return mount(target, "bind", source.toString(), List.of("rbind", propagation));
    }

    private static Map<String, Object> mount(String target, String type, String source, List<String> options) {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("destination", target);
        out.put("type", type);
        out.put("source", source);
        out.put("options", options);
        return out;
    }
}
