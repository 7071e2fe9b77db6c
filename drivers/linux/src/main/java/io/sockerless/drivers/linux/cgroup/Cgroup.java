package io.sockerless.drivers.linux.cgroup;

import io.sockerless.drivers.spi.HasStats.Interface;
import io.sockerless.drivers.spi.HasStats.Stats;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** The control group of one container, made and removed by the runtime. */
public sealed interface Cgroup permits LegacyCgroup, NoCgroup, UnifiedCgroup {
    /** Stops every process; returns when none runs any more. */
    void freeze();

    void thaw();

    /** Whether it is frozen. */
    boolean frozen();

    /** Applies limits: {@code linux.resources} of the OCI runtime specification without devices. */
    void update(Map<String, Object> resources);

    /** Process ids on the host, those of nested groups too. */
    List<Long> processes();

    /** Counters now; {@code networks} are counted elsewhere. */
    Stats stats(Instant now, Map<String, Interface> networks);

    /** Files that tell about out-of-memory kills. */
    List<Path> oomFiles();

    /** Whether it still exists. */
    boolean exists();
}
