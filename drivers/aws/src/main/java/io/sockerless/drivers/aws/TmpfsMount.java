package io.sockerless.drivers.aws;

import io.sockerless.drivers.spi.TaskSpec.MountSpec;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.HostConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.ecs.model.Tmpfs;

/**
 * A tmpfs as a container definition has it (ECS API, {@code Tmpfs}): its size is no option there, is in MiB, and must be
 * said. Where a container does not, it is what Linux takes: half of the memory.
 */
final class TmpfsMount {
    private static final String SIZE = "size";
    private static final Pattern AMOUNT = Pattern.compile("(\\d{1,15})([kmg%]?)");
    private static final Map<String, Long> UNITS = Map.of("", 1L, "k", 1L << 10, "m", 1L << 20, "g", 1L << 30);
    private static final long MIB = 1 << 20;
    private static final long HUNDRED = 100;

    private static final Set<String> OPTIONS = Set.of(
            "defaults",
            "ro",
            "rw",
            "suid",
            "nosuid",
            "dev",
            "nodev",
            "exec",
            "noexec",
            "sync",
            "async",
            "dirsync",
            "mand",
            "nomand",
            "atime",
            "noatime",
            "diratime",
            "nodiratime",
            "relatime",
            "norelatime",
            "strictatime",
            "nostrictatime",
            "unbindable",
            "runbindable",
            "private",
            "rprivate",
            "shared",
            "rshared",
            "slave",
            "rslave",
            "mode",
            "uid",
            "gid",
            "nr_inodes",
            "nr_blocks",
            "mpol");

    private TmpfsMount() {}

    /** @throws EngineException INVALID for an option that ECS has not, and for a size that is none */
    static Tmpfs of(MountSpec mount, HostConfig host) {
        List<String> options = new ArrayList<>();
        if (mount.readOnly() && !mount.options().containsKey("ro")) {
            options.add("ro");
        }
        mount.options().forEach((name, value) -> {
            if (OPTIONS.contains(name)) {
                options.add(value.isEmpty() ? name : name + "=" + value);
            } else if (!name.equals(SIZE)) {
                throw EngineException.invalid("driver ecs: invalid tmpfs option \"" + name + "\" at " + mount.target());
            }
        });
        return Tmpfs.builder()
                .containerPath(mount.target())
                .size((int) Math.min(Integer.MAX_VALUE, size(mount, host)))
                .mountOptions(options.isEmpty() ? null : options)
                .build();
    }

    /** In MiB, rounded up. */
    private static long size(MountSpec mount, HostConfig host) {
        long memory = TaskSize.memory(host) > 0
                ? TaskSize.memory(host)
                : TaskSize.of(host).memory();
        String said = mount.options().getOrDefault(SIZE, "50%");
        Matcher amount = AMOUNT.matcher(said.toLowerCase(java.util.Locale.ROOT));
        if (!amount.matches()) {
            throw EngineException.invalid("driver ecs: invalid tmpfs size \"" + said + "\" at " + mount.target());
        }
        long number = Long.parseLong(amount.group(1));
        if (amount.group(2).equals("%")) {
            return Math.max(1, memory * Math.min(number, HUNDRED) / HUNDRED);
        }
        long bytes = Math.multiplyHigh(number, UNITS.get(amount.group(2))) > 0
                ? Long.MAX_VALUE
                : Math.max(1, number * UNITS.get(amount.group(2)));
        return (bytes - 1) / MIB + 1;
    }
}
