package io.sockerless.drivers.trees;

import java.util.Map;
import java.util.Optional;

/**
 * A file, directory, symbolic link or device. Names given here are single components, checked by {@link Root}, which also
 * holds the lock under which all of this happens. Nothing here follows a symbolic link.
 */
public abstract class Node {
    /**
     * What a new node is to be.
     *
     * @param target of a symbolic link, else empty
     * @param device of a device, else 0
     */
    public record Making(Kind kind, int mode, long uid, long gid, String target, long device) {
        public static Making of(Kind kind, int mode, long uid, long gid) {
            return new Making(kind, mode, uid, gid, "", 0);
        }

        public static Making link(String target, long uid, long gid) {
            return new Making(Kind.LINK, 0777, uid, gid, target, 0);
        }
    }

    public abstract Stat stat();

    public abstract Kind kind();

    /** Where a symbolic link points to, as it is written. */
    public abstract String target();

    public abstract Optional<Node> child(String name);

    /** By name, in a stable order. */
    public abstract Map<String, Kind> children();

    abstract Node make(String name, Making making);

    abstract void link(String name, Node existing);

    /** Removes a name; that of a directory must be empty. */
    abstract void unlink(String name);

    /** Moves a child to another directory of the same file system, over what has that name. */
    abstract void move(String name, Node directory, String newName);

    abstract Data open(boolean write, boolean truncate);

    abstract void attributes(int mode, long uid, long gid);

    abstract void modified(long mtime);

    /** Extended attributes by name, as far as they are text. */
    public Map<String, String> xattrs() {
        return Map.of();
    }

    /** Replaces all extended attributes. */
    void xattrs(Map<String, String> values) {
        throw new FsException(Errno.NOTSUP);
    }
}
