package io.sockerless.drivers.aws;

import io.sockerless.drivers.logs.JsonLogWriter;
import io.sockerless.drivers.spi.TaskSpec;
import io.sockerless.drivers.spi.TaskSpec.MountSpec;
import io.sockerless.engine.model.HostConfig;
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
        return Volumes.warnings(spec);
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
                case "bind" -> throw REFUSALS.refused(what, "a task has no files of this machine");
                case "tmpfs" -> TmpfsMount.of(mount, spec.host());
                default -> throw REFUSALS.refused(what, "Fargate mounts none");
            }
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
