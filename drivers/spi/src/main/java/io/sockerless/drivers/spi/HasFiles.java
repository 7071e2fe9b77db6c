package io.sockerless.drivers.spi;

import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;

/**
 * Access to a container's file system, whether it runs or not. Paths are the container's own and are resolved inside
 * its root, symbolic links too; what is mounted there is seen.
 */
public interface HasFiles {
    /**
     * @param mode Go's os.FileMode bits, as Docker's {@code X-Docker-Container-Path-Stat} has them
     * @param mtime RFC 3339 with nanoseconds
     * @param linkTarget of a symbolic link: where it ends, fully resolved; what is not there stays as it is written
     * @param owner empty where the driver cannot tell
     */
    record PathStat(String name, long size, long mode, String mtime, String linkTarget, Optional<Owner> owner) {}

    /** Numbers as the container has them. */
    record Owner(long uid, long gid) {}

    /** A change against the image: kind 0 modified, 1 added, 2 deleted. */
    record Change(String path, int kind) {}

    /** @throws io.sockerless.engine.model.EngineException NOT_FOUND */
    PathStat stat(String containerId, String path);

    /** Writes a tar of the path, its base name as the top entry. */
    void tarOut(String containerId, String path, OutputStream tar);

    /**
     * Unpacks a tar (uncompressed) into a directory of the container.
     *
     * @param noOverwriteDirNonDir refuse to replace a directory by a non-directory and the other way round
     * @param copyOwner keep the archive's owners; otherwise files become the container user's
     */
    void tarIn(String containerId, String path, boolean noOverwriteDirNonDir, boolean copyOwner, InputStream tar);

    /** Writes the whole root file system as a tar, without mounts. */
    void export(String containerId, OutputStream tar);

    /** What the container changed against its image, in Docker's order. */
    List<Change> changes(String containerId);

    /** The changes as an OCI layer tar. */
    void diff(String containerId, OutputStream tar);

    /** Bytes of the writable layer. */
    long writableSize(String containerId);
}
