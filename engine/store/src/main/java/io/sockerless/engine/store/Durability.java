package io.sockerless.engine.store;

/**
 * What a commit outlives. With either, nothing is ever half there: SQLite's WAL has checksums, and its checkpoints are synced.
 *
 * @see <a href="https://www.sqlite.org/pragma.html#pragma_synchronous">SQLite</a>
 */
public enum Durability {
    /** {@code kill -9}: it is with the kernel. A loss of power may undo the last commits (synchronous=NORMAL). */
    PROCESS,
    /** A loss of power as well: it is on the disk (synchronous=FULL). */
    MACHINE
}
