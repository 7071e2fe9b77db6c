package io.sockerless.drivers.spi;

import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;

/** A driver that leaves the files of each container to somebody else. */
public interface ForwardsFiles extends HasFiles {
    HasFiles files(String containerId);

    @Override
    default PathStat stat(String containerId, String path) {
        return files(containerId).stat(containerId, path);
    }

    @Override
    default void tarOut(String containerId, String path, OutputStream tar) {
        files(containerId).tarOut(containerId, path, tar);
    }

    @Override
    default void tarIn(
            String containerId, String path, boolean noOverwriteDirNonDir, boolean copyOwner, InputStream tar) {
        files(containerId).tarIn(containerId, path, noOverwriteDirNonDir, copyOwner, tar);
    }

    @Override
    default void export(String containerId, OutputStream tar) {
        files(containerId).export(containerId, tar);
    }

    @Override
    default List<Change> changes(String containerId) {
        return files(containerId).changes(containerId);
    }

    @Override
    default void diff(String containerId, OutputStream tar) {
        files(containerId).diff(containerId, tar);
    }

    @Override
    default long writableSize(String containerId) {
        return files(containerId).writableSize(containerId);
    }
}
