package io.sockerless.engine.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * An entry of a tree of files.
 *
 * @param path without slashes at its ends; empty for the root
 * @param mode permissions with set-id and sticky bits
 * @param size of a file, in bytes
 * @param seconds of its modification since 1970, with {@code nanos}
 * @param link where a symbolic link points, of which path a hard link is another name, or a device's numbers as {@code
 *     1:3}
 * @param offset where a file's bytes begin
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
        FIFO,
        CHARACTERS,
        BLOCKS;

        boolean isDevice() {
            return this == CHARACTERS || this == BLOCKS;
        }
    }

    /** A directory that nobody described. */
    static Node directory(String path) {
        return new Node(path, Kind.DIRECTORY, 0755, 0, 0, 0, 0, 0, "", 0, Map.of());
    }

    /** What is at a place; empty for what makes no sense in a context. */
    static Optional<Node> of(String path, Path file) throws IOException {
        Map<String, Object> found = Files.readAttributes(
                file,
                "unix:isDirectory,isRegularFile,isSymbolicLink,mode,uid,gid,size,lastModifiedTime",
                LinkOption.NOFOLLOW_LINKS);
        Kind kind;
        if ((Boolean) found.get("isDirectory")) {
            kind = Kind.DIRECTORY;
        } else if ((Boolean) found.get("isSymbolicLink")) {
            kind = Kind.SYMLINK;
        } else if ((Boolean) found.get("isRegularFile")) {
            kind = Kind.FILE;
        } else {
            return Optional.empty();
        }
        Instant time = ((FileTime) found.get("lastModifiedTime")).toInstant();
        return Optional.of(new Node(
                path,
                kind,
                (Integer) found.get("mode") & 07777,
                (Integer) found.get("uid"),
                (Integer) found.get("gid"),
                kind == Kind.FILE ? (Long) found.get("size") : 0,
                time.getEpochSecond(),
                time.getNano(),
                kind == Kind.SYMLINK ? Files.readSymbolicLink(file).toString() : "",
                0,
                Map.of()));
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
