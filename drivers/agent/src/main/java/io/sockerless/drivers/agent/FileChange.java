package io.sockerless.drivers.agent;

/** One line of {@code docker diff}. */
public record FileChange(String path, Kind kind) {
    /** In the order of Docker's numbers. */
    public enum Kind {
        /** C, 0. */
        MODIFIED,
        /** A, 1. */
        ADDED,
        /** D, 2. */
        DELETED
    }

    /** As it travels. */
    record Wire(String path, int kind) {
        FileChange change() {
            return new FileChange(path, Kind.values()[kind]);
        }
    }
}
