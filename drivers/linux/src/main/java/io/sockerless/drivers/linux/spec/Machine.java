package io.sockerless.drivers.linux.spec;

import io.sockerless.engine.model.EngineException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What the specification depends on beyond the client's wishes.
 *
 * @param cgroup2 whether the host has only the unified hierarchy
 * @param blockWeight whether the kernel can weigh block devices; single ones crun can weigh on version 1 only
 * @param init a minimal init program, for HostConfig.Init
 */
public record Machine(
        boolean cgroup2,
        boolean blockWeight,
        Capabilities capabilities,
        Seccomp seccomp,
        Optional<Path> init,
        Rlimits rlimits,
        Optional<Rootless> rootless) {
    /** @throws EngineException INVALID for a user who does not exist here */
    public Identity known(Identity user) {
        return rootless.map(limited -> limited.mapped(user)).orElse(user);
    }
}
