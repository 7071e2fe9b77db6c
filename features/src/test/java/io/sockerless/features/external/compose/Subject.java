package io.sockerless.features.external.compose;

import io.sockerless.features.daemons.Daemon;

/** Which compose the scenarios run, and on which daemon. */
public record Subject(Compose compose, Daemon daemon) {
    private static volatile Subject current;

    /** What scenarios that begin from now on are about. */
    public static void set(Subject subject) {
        current = subject;
    }

    static Subject current() {
        return current;
    }
}
