package io.sockerless.drivers.agent;

import java.time.Instant;

/**
 * What a path is, as Docker tells it in X-Docker-Container-Path-Stat.
 *
 * @param name the last element of the path as asked for; {@code .} for {@code /x/.}, {@code /} for the root
 * @param mode bits of Go's os.FileMode, unsigned 32 bits
 * @param linkTarget of a symlink: where it ends, resolved; else empty
 */
public record FileStat(String name, long size, long mode, Instant mtime, String linkTarget, long uid, long gid) {
    private static final long DIRECTORY = 1L << 31;

    /** Whether it is a directory. */
    public boolean isDirectory() {
        return (mode & DIRECTORY) != 0;
    }

    /** As it travels. */
    record Wire(String name, long size, long mode, String mtime, String linkTarget, long uid, long gid) {
        FileStat stat() {
            return new FileStat(name, size, mode, Instant.parse(mtime), linkTarget, uid, gid);
        }
    }
}
