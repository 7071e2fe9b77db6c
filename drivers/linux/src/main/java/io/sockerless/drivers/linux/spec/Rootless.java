package io.sockerless.drivers.linux.spec;

import io.sockerless.drivers.spi.TaskSpec;
import io.sockerless.drivers.spi.TaskSpec.NetworkSpec;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.HostConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * That this process is in namespaces of an ordinary user, who is root in them only (the agent's package rootless).
 *
 * @param uids how many user ids there are, from 0 on
 * @param gids how many group ids there are, from 0 on
 */
public record Rootless(long uids, long gids) {
    /** Set by the keeper of such namespaces for those in them. */
    public static final String VARIABLE = "SOCKERLESS_OUTSIDE";

    private static final List<String> LIMITS = List.of(
            "Memory",
            "MemoryReservation",
            "MemorySwap",
            "KernelMemory",
            "KernelMemoryTCP",
            "CpuShares",
            "NanoCpus",
            "CpuQuota",
            "CpuPeriod",
            "CpuRealtimePeriod",
            "CpuRealtimeRuntime",
            "BlkioWeight");
    private static final List<String> TEXTS = List.of("CpusetCpus", "CpusetMems", "CgroupParent");
    private static final List<String> LISTS = List.of(
            "BlkioWeightDevice",
            "BlkioDeviceReadBps",
            "BlkioDeviceWriteBps",
            "BlkioDeviceReadIOps",
            "BlkioDeviceWriteIOps",
            "DeviceCgroupRules");

    public static Optional<Rootless> ofThisProcess() throws IOException {
        return System.getenv(VARIABLE) == null
                ? Optional.empty()
                : Optional.of(new Rootless(count("uid_map"), count("gid_map")));
    }

    private static long count(String map) throws IOException {
        long ids = 0;
        for (String line : Files.readAllLines(Path.of("/proc/self", map))) {
            String[] columns = line.strip().split("\\s+");
            if (Long.parseLong(columns[0]) == ids) {
                ids += Long.parseLong(columns[2]);
            }
        }
        return ids;
    }

    /** Whether there is but the user's own id. */
    public boolean single() {
        return uids == 1 || gids == 1;
    }

    /** @throws EngineException NOT_IMPLEMENTED for what needs root */
    void check(TaskSpec task) {
        HostConfig host = task.host();
        List<String> limits = limits(host);
        if (!limits.isEmpty()) {
            throw EngineException.notImplemented("driver linux, rootless: " + String.join(", ", limits)
                    + " cannot be enforced: it takes control groups, which an engine without root does not use");
        }
        if (task.network() instanceof NetworkSpec.Host) {
            throw EngineException.notImplemented("driver linux, rootless: NetworkMode host: the host's network is not"
                    + " this engine's, which is in a network namespace of its own; publish ports instead");
        }
        if (!host.string("PidMode").isEmpty()) {
            throw EngineException.notImplemented("driver linux, rootless: PidMode " + host.string("PidMode")
                    + ": without control groups the container's processes could not be told from others");
        }
        if (host.string("IpcMode").equals("host")) {
            throw EngineException.notImplemented(
                    "driver linux, rootless: IpcMode host: message queues of the host cannot"
                            + " be mounted without root");
        }
        if (!host.objects("Devices").isEmpty()) {
            throw EngineException.notImplemented(
                    "driver linux, rootless: Devices: device nodes cannot be made without root");
        }
    }

    private static List<String> limits(HostConfig host) {
        List<String> found = new ArrayList<>();
        LIMITS.stream().filter(name -> host.integer(name) != 0).forEach(found::add);
        TEXTS.stream().filter(name -> !host.string(name).isEmpty()).forEach(found::add);
        LISTS.stream()
                .filter(name -> host.fields().get(name) instanceof List<?> list && !list.isEmpty())
                .forEach(found::add);
        host.optionalInteger("PidsLimit").filter(limit -> limit > 0).ifPresent(_ -> found.add("PidsLimit"));
        host.optionalInteger("MemorySwappiness")
                .filter(value -> value >= 0)
                .ifPresent(_ -> found.add("MemorySwappiness"));
        host.optionalBool("OomKillDisable").filter(disable -> disable).ifPresent(_ -> found.add("OomKillDisable"));
        return found;
    }

    /** @throws EngineException INVALID for a user who does not exist here */
    public Identity mapped(Identity user) {
        boolean known =
                user.uid() < uids && user.gid() < gids && user.groups().stream().allMatch(group -> group < gids);
        if (known) {
            return user;
        }
        String reason = single()
                ? "only root, for the user who runs this engine has no subordinate ids (sockerless doctor --rootless)"
                : "user ids below " + uids + " and group ids below " + gids;
        throw EngineException.invalid("driver linux, rootless: user " + user.uid() + ":" + user.gid()
                + (user.groups().isEmpty() ? "" : " in groups " + user.groups()) + " does not exist here: there are "
                + reason);
    }
}
