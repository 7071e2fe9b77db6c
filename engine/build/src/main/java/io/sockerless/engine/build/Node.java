package io.sockerless.engine.build;

import java.util.Map;

/**
 * An entry of a tree of files.
 *
 * @param path without slashes at its ends; empty for the root
 * @param mode permissions with set-id and sticky bits
 * @param size of a file, in bytes
 * @param seconds of its modification since 1970, with {@code nanos}
 * @param link where a symbolic link points, or of which path a hard link is another name
 * @param offset where a file's bytes begin
 * @param device major and minor number
 */
record Node(
        String path,
        Kind kind,
        int mode,
        long uid,
        long gid,
        long size,
        long seconds,
        int nanos,
        String link,
        long offset,
        Map<String, String> attributes) {
    enum Kind {
        FILE,
        DIRECTORY,
        SYMLINK,
        HARD_LINK,
        FIFO
    }

    /** A directory that nobody described. */
    static Node directory(String path) {
        return new Node(path, Kind.DIRECTORY, 0755, 0, 0, 0, 0, 0, "", 0, Map.of());
    }

    boolean isDirectory() {
        return kind == Kind.DIRECTORY;
    }

    String name() {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    String parent() {
        int slash = path.lastIndexOf('/');
        return slash < 0 ? "" : path.substring(0, slash);
    }
}
