package io.sockerless.frontends.docker;

import java.util.List;

/**
 * What info tells about the daemon around the engine.
 *
 * @param warnings shown before those about the machine
 * @param liveRestore whether containers go on while the daemon is away
 */
public record DaemonFacts(List<String> warnings, boolean liveRestore) {
    public DaemonFacts {
        warnings = List.copyOf(warnings);
    }
}
