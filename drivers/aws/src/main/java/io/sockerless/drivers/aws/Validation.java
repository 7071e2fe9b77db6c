package io.sockerless.drivers.aws;

import io.sockerless.drivers.logs.JsonLogWriter;
import io.sockerless.drivers.spi.TaskSpec;
import io.sockerless.drivers.spi.TaskSpec.MountSpec;
import io.sockerless.engine.model.HostConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a task on Fargate cannot honour, refused by name before anything exists. */
final class Validation {
    private static final Refusals REFUSALS = new Refusals(EcsDriver.ID, "Fargate", "fargate");
    private static final Set<String> LIMITS = Set.of(
            "core",
            "cpu",
            "data",
            "fsize",
            "locks",
            "memlock",
            "msgqueue",
            "nice",
            "nofile",
            "nproc",
            "rss",
            "rtprio",
            "rttime",
            "sigpending",
            "stack");

    private static final List<String> KERNEL = List.of("/proc", "/sys", "/dev");
    private static final Set<String> PRIVATE = Set.of("", "private", "rprivate");

    private Validation() {}

    static List<String> check(TaskSpec spec, EcsConfig config) {
        HostConfig host = spec.host();
        REFUSALS.platform(spec, config.architecture());
        REFUSALS.options(host);
        limits(host);
        REFUSALS.network(spec, "a task on Fargate");
        mounts(spec);
        REFUSALS.hostname(spec);
        JsonLogWriter.check(EcsDriver.ID, spec.log());
        TaskSize.of(host);
        List<String> warnings = new ArrayList<>(Volumes.warnings(spec));
        Bind.of(spec)
                .forEach(
                        bind -> warnings.add(
                                "driver ecs: the bind of "
                                        + bind.mount().source() + " at "
                                        + bind.mount().target()
                                        + " is a copy: what changes travels when the container starts and ends, and before and after each exec"));
        return warnings;
    }

    private static void mounts(TaskSpec spec) {
        for (MountSpec mount : spec.mounts()) {
            String what = mount.type() + " at " + mount.target();
            switch (mount.type()) {
                case "volume" -> {
                    if (Volumes.isOfTask(mount) && mount.readOnly()) {
                        throw REFUSALS.refused(what, "without --ecs file-system=fs-… it would be empty for ever");
                    }
                    if (Volumes.isOfTask(mount)
                            && !spec.host().strings("VolumesFrom").isEmpty()) {
                        throw REFUSALS.refused(what, "without --ecs file-system=fs-… tasks have no volumes in common");
                    }
                }
                case "bind" -> bind(what, mount);
                case "tmpfs" -> TmpfsMount.of(mount, spec.host());
                default -> throw REFUSALS.refused(what, "Fargate mounts none");
            }
        }
    }

    private static void bind(String what, MountSpec mount) {
        Path source = Path.of(mount.source());
        if (KERNEL.stream().anyMatch(source::startsWith) || source.equals(source.getRoot())) {
            throw REFUSALS.refused(what, "a task gets a copy, and " + source + " cannot be copied");
        }
        if (Files.exists(source) && !Files.isDirectory(source) && !Files.isRegularFile(source)) {
            throw REFUSALS.refused(what, "a task gets a copy, of directories and files only");
        }
        if (!PRIVATE.contains(mount.propagation())) {
            throw REFUSALS.refused(what, "a task gets a copy, which has no propagation " + mount.propagation());
        }
        if (!isRoot()) {
            throw REFUSALS.refused(what, "a task gets a copy, which only a daemon that runs as root can make");
        }
    }

    private static boolean isRoot() {
        try {
            return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void limits(HostConfig host) {
        for (Map<String, Object> limit : host.objects("Ulimits")) {
            if (!LIMITS.contains(String.valueOf(limit.get("Name")))) {
                throw REFUSALS.refused("HostConfig.Ulimits " + limit.get("Name"), "ECS has no such limit");
            }
        }
    }
}
