package io.sockerless.drivers.linux.spec;

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
        Rlimits rlimits) {}
