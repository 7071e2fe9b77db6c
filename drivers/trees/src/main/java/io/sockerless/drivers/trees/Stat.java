package io.sockerless.drivers.trees;

/**
 * The attributes of a node.
 *
 * @param mode permissions with setuid, setgid and sticky, without the kind
 * @param mtime nanoseconds since 1970
 * @param device number of a device: major in the upper, minor in the lower 32 bits
 */
public record Stat(
        Kind kind, long inode, int mode, long uid, long gid, long size, long mtime, long links, long device) {}
