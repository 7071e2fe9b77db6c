package io.sockerless.drivers.linux.cgroup;

import io.sockerless.drivers.linux.MountTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How this host mounts its control groups (cgroups(7)): version 1 with one hierarchy per controller, version 2, or
 * hybrid, which is version 1 with a version 2 hierarchy beside it.
 *
 * @param controllers version 1 mount points by controller; empty on version 2
 * @param unified the version 2 mount point, if any
 */
public record Hierarchy(Map<String, Path> controllers, Optional<Path> unified) {
    /** Names that also appear among a version 1 mount's options. */
    private static final List<String> CONTROLLERS = List.of(
            "cpu",
            "cpuacct",
            "cpuset",
            "memory",
            "devices",
            "freezer",
            "blkio",
            "pids",
            "hugetlb",
            "perf_event",
            "net_cls",
            "net_prio");

    public Hierarchy {
        controllers = Map.copyOf(controllers);
    }

    /** None that this process may use. */
    public static final Hierarchy NONE = new Hierarchy(Map.of(), Optional.empty());

    /** As mounted for this process. */
    public static Hierarchy detect() throws IOException {
        Map<String, Path> controllers = new HashMap<>();
        Optional<Path> unified = Optional.empty();
        for (MountTable.Entry entry : MountTable.read().entries()) {
            switch (entry.type()) {
                case "cgroup" ->
                    List.of(entry.superOptions().split(",")).stream()
                            .filter(CONTROLLERS::contains)
                            .forEach(name -> controllers.putIfAbsent(name, entry.target()));
                case "cgroup2" -> unified = unified.or(() -> Optional.of(entry.target()));
                default -> {}
            }
        }
        return new Hierarchy(controllers, unified);
    }

    /** Whether version 2 is all there is. */
    public boolean isUnified() {
        return controllers.isEmpty();
    }

    /** Whether a version 2 hierarchy stands beside version 1 ones; crun refuses to run when it sees that. */
    public boolean isHybrid() {
        return !controllers.isEmpty() && unified.isPresent();
    }

    /** Whether a controller can be used. */
    public boolean has(String controller) {
        return isUnified() ? unifiedControllers().contains(controller) : controllers.containsKey(controller);
    }

    private List<String> unifiedControllers() {
        return unified.map(root -> root.resolve("cgroup.controllers"))
                .filter(Files::exists)
                .map(file -> List.of(CgroupFile.text(file).strip().split(" ")))
                .orElse(List.of());
    }

    /** Whether the kernel accounts and limits swap. */
    public boolean limitsSwap() {
        return isUnified()
                ? has("memory") && Files.exists(Path.of("/proc/swaps"))
                : has("memory") && Files.exists(controllers.get("memory").resolve("memory.memsw.limit_in_bytes"));
    }

    /** Whether a file of a version 1 controller exists at its root. */
    public boolean hasFile(String controller, String name) {
        return controllers.containsKey(controller)
                && Files.exists(controllers.get(controller).resolve(name));
    }

    /** Whether block devices can be weighed. Version 2 shows that by files of groups, of which the root has but one. */
    public boolean weighsDevices() {
        return isUnified()
                ? has("io")
                        && (Stream.of("io.cost.qos", "io.weight", "io.bfq.weight")
                                        .anyMatch(name -> Files.exists(
                                                unified.orElseThrow().resolve(name)))
                                || Files.exists(Path.of("/sys/module/bfq")))
                : hasFile("blkio", "blkio.weight");
    }

    /** The control group at an absolute path below the hierarchies' roots. */
    public Cgroup at(String path) {
        if (controllers.isEmpty() && unified.isEmpty()) {
            return new NoCgroup();
        }
        String relative = path.startsWith("/") ? path.substring(1) : path;
        return isUnified()
                ? new UnifiedCgroup(unified.orElseThrow().resolve(relative))
                : new LegacyCgroup(controllers, relative);
    }
}
