package io.sockerless.drivers.shell;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * The files that a shell sees. Paths are absolute; each char of a name is one byte of it, as everywhere in this module.
 * Failures are IOExceptions whose message is that of the errno, such as {@code Permission denied}.
 */
public interface FileView {
    enum Kind {
        FILE,
        DIRECTORY,
        LINK,
        CHARACTER,
        BLOCK,
        FIFO,
        SOCKET
    }

    /**
     * @param mode permissions with setuid, setgid and sticky
     * @param mtime nanoseconds since 1970
     */
    record Stat(Kind kind, int mode, long uid, long gid, long size, long mtime, long device, long inode) {}

    /** How to open: what is not asked for is not done. */
    record Opening(boolean read, boolean write, boolean create, boolean exclusive, boolean truncate, boolean append) {}

    enum Access {
        READ,
        WRITE,
        EXECUTE
    }

    /** @return empty when there is no such file, or none that can be reached */
    Optional<Stat> stat(String path, boolean follow);

    boolean may(String path, Access access);

    /** @param mode permissions of a file that is made, umask taken off already */
    Stream open(String path, Opening how, int mode) throws IOException;

    /** The names in a directory, in any order, without . and ..; empty when it cannot be read. */
    List<String> list(String directory);

    /** The path without symbolic links. */
    String physical(String path) throws IOException;
}
