package io.sockerless.drivers.linux;

import io.sockerless.drivers.linux.cgroup.Hierarchy;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Moves of processes into control groups of version 1, which the runtime makes for each container and each exec. The
 * kernel takes some 10 ms for the first of them, in which nothing runs; told early, that time passes beside other work.
 * Version 2 has no such moves: there the runtime's processes are born where they belong.
 */
final class GroupMoves {
    private final HostAgent host;
    private final Optional<Map.Entry<String, Path>> hierarchy;

    GroupMoves(HostAgent host, Hierarchy groups) {
        this.host = host;
        this.hierarchy = groups.controllers().entrySet().stream().min(Map.Entry.comparingByKey());
    }

    /** One will come in a moment. */
    void expect() {
        hierarchy.ifPresent(any -> host.expectMove(any.getValue(), any.getKey()));
    }
}
