package io.sockerless.drivers.linux;

import java.nio.file.Path;

/**
 * Where the driver keeps what, and what it runs.
 *
 * @param state survives a restart of the machine: snapshots, writable layers, volumes, logs
 * @param run for what lives as long as the machine runs, best a tmpfs: mount points, sockets, runtime state; short, for
 *     it becomes part of socket paths
 * @param runtime name or path of the OCI runtime; empty for the first of crun and runc that is installed
 * @param warmShims how many supervisors are kept started ahead of their containers
 */
public record LinuxConfig(Path state, Path run, String runtime, int warmShims) {
    /** What the kernel allows for a socket's path, less what we append. */
    private static final int LONGEST_RUN = 70;

    public LinuxConfig {
        state = state.toAbsolutePath().normalize();
        run = run.toAbsolutePath().normalize();
        if (run.toString().length() > LONGEST_RUN) {
            throw new IllegalArgumentException("run directory longer than " + LONGEST_RUN + " characters: " + run);
        }
        if (warmShims < 0) {
            throw new IllegalArgumentException("warmShims: " + warmShims);
        }
    }

    /** With the runtime that is installed and one warm supervisor. */
    public LinuxConfig(Path state, Path run) {
        this(state, run, "", 1);
    }
}
